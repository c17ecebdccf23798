"""Softmax: scores to a distribution."""

from __future__ import annotations

from typing import ClassVar

from tenet.catalogue.operation import InitFamily, Operation
from tenet.types.shape import axis_of, floats
from tenet.types.tensor import Interval, TensorType


class Softmax(Operation):
    """exp(x) / sum(exp(x)) along an axis: positive numbers that sum to one.

    Shapes: any with an axis, unchanged. Axis 0 is the channels of an image: the batch is not counted.
    """

    feeds: ClassVar[InitFamily | None] = "xavier"
    examples: ClassVar[tuple[str, ...]] = (
        "network(x: f32[6]) -> y { y = x -> softmax }",
        "network(x: f32[3, 4, 4]) -> y { y = x -> softmax(axis=0) }",
    )

    axis: int = -1
    """The axis along which the numbers sum to one."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = floats(types[0])
        axis_of(self.axis, x.rank)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Between zero and one."""
        return Interval(0, 1)
