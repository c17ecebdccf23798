"""Softmax: scores to a distribution."""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.types.shape import axis_of, floats
from tenet.types.tensor import Interval, TensorType


class Softmax(Operation):
    """exp(x) / sum(exp(x)) along an axis: positive numbers that sum to one.

    Shapes: any with an axis, unchanged. Axis 0 is the channels of an image: the batch is not counted.
    """

    feeds = "xavier"
    examples = (
        "network(x: f32[6]) -> y { y = x -> softmax }",
        "network(x: f32[3, 4, 4]) -> y { y = x -> softmax(axis=0) }",
    )

    axis: int = -1
    """The axis along which the numbers sum to one."""

    def along(self, x: TensorType) -> int:
        """The axis as frameworks count: the batch is axis 0, and negative ones count from the end."""
        return self.axis if self.axis < 0 or not x.batched else self.axis + 1

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = floats(types[0])
        axis_of(self.axis, x.rank)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Between zero and one."""
        return Interval(0, 1)
