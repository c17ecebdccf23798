"""Penalties: how large the numbers of tensors are, all told."""

from __future__ import annotations

from tenet.catalogue.inputs import MANY
from tenet.catalogue.operation import Operation
from tenet.types.shape import alike, floats
from tenet.types.tensor import Interval, TensorType


class Penalty(Operation):
    """How large all numbers of some tensors are; it adds up within a row or parameter.

    Shapes: any. The result is one number: for each row, if any input has rows, and what the others
    add is the same for all rows; else a single one.
    """

    inputs = MANY

    def result(self, *types: TensorType) -> TensorType:
        """One number, or one for each row."""
        for kind in types:
            floats(kind)
        return TensorType(alike(*types), (), batched=any(kind.batched for kind in types))

    def value_range(self, *ranges: Interval) -> Interval:
        """Never below zero."""
        return Interval(0)


class L1(Penalty):
    """The sum of |x|; it adds up within a row or parameter, and then over its inputs (Tibshirani, 1996)."""

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> l1 }",
        "network(x: f32[4], z: f32) -> y { y = (x, parameter([2, 3]), z) -> l1 }",
    )


class L2(Penalty):
    """The sum of x²; it adds up within a row or parameter, and then over its inputs (Hoerl and Kennard, 1970)."""

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> l2 }",
        "network(x: f32[4], z: f32) -> y { y = (x, parameter([2, 3]), z) -> l2 }",
        "network(x: f32) -> y { y = x * ((parameter([2]), parameter([])) -> l2) }",
    )
