"""Reductions: several numbers of a row to one."""

from __future__ import annotations

from math import inf
from typing import Annotated

from pydantic import Field

from tenet.catalogue.operation import Operation
from tenet.types.dim import Dim
from tenet.types.shape import axes_of, floats, numbers
from tenet.types.tensor import Interval, TensorType

Axes = int | Annotated[tuple[int, ...], Field(min_length=1)] | None
"""One axis, several, or none in particular; the batch is never counted."""


def spelt(axis: int | tuple[int, ...], rank: int) -> tuple[int, ...]:
    """One axis or several, counted from the front."""
    return axes_of((axis,) if isinstance(axis, int) else axis, rank)


class Reduction(Operation):
    """Several numbers of a row to one, along some axes or over the whole row.

    Shapes: any; the axes go, or stay with size 1 where they are kept. Over the whole row one number
    is left. What is the same for all rows stays so.
    """

    carries = True

    axis: Axes = None
    """The axis or axes along which to go; over the whole row unless given."""
    keep: bool = False
    """Whether each of them stays, with size 1."""

    def along(self, x: TensorType) -> tuple[int, ...]:
        """The axes, counted from 0 without the batch."""
        return tuple(range(x.rank)) if self.axis is None else spelt(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The axes that are left."""
        x = numbers(types[0])
        gone = self.along(x)
        shape: tuple[Dim, ...] = ()
        for axis, size in enumerate(x.shape):
            if axis not in gone:
                shape += (size,)
            elif self.keep:
                shape += (1,)
        return TensorType(x.dtype, shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input: what comes out lies among the numbers."""
        return ranges[0]


class Sum(Reduction):
    """The sum of the numbers."""

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> sum }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> sum(axis=[0, -1]) }",
        "network(x: f32[3, 4]) -> y { y = x -> sum(axis=1, keep=true) }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """Unbounded on each side on which there are numbers."""
        (x,) = ranges
        return Interval(-inf if x.low < 0 else 0, inf if x.high > 0 else 0)


class Mean(Reduction):
    """The mean of the numbers, which are floats."""

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> mean }",
        "network(x: f32[2, 3, 4]) -> y { y = x - (x -> mean(axis=[1, 2], keep=true)) }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """The axes that are left; whole numbers have no mean among them."""
        floats(types[0])
        return super().result(*types)


class Max(Reduction):
    """The largest of the numbers; equal ones share the gradient."""

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> max }",
        "network(x: f32[3, 4]) -> y { y = x -> max(axis=0) }",
    )


class Min(Reduction):
    """The smallest of the numbers; equal ones share the gradient."""

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> min }",
        "network(x: f32[3, 4]) -> y { y = x -> min(axis=-1, keep=true) }",
    )
