"""Softmax and its relatives: scores to a distribution."""

from __future__ import annotations

from math import inf

from tenet.catalogue.operation import Operation
from tenet.types.shape import axis_of, floats
from tenet.types.tensor import Interval, TensorType


class OfScores(Operation):
    """Scores along an axis to numbers that belong together."""

    feeds = "xavier"
    neutral = -inf

    axis: int = -1
    """The axis along which the numbers belong together; the batch is not counted."""

    def with_batch(self, x: TensorType) -> int:
        """The axis as frameworks count: the batch is axis 0, and negative ones count from the end."""
        return self.axis if self.axis < 0 or not x.batched else self.axis + 1

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = floats(types[0])
        axis_of(self.axis, x.rank)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis."""
        return (axis_of(self.axis, types[0].rank),)

    def value_range(self, *ranges: Interval) -> Interval:
        """Between zero and one."""
        return Interval(0, 1)


class Softmax(OfScores):
    """exp(x) / sum(exp(x)) along an axis: positive numbers that sum to one.

    Shapes: any with an axis, unchanged. Axis 0 is the channels of an image: the batch is not counted.
    """

    examples = (
        "network(x: f32[6]) -> y { y = x -> softmax }",
        "network(x: f32[3, 4, 4]) -> y { y = x -> softmax(axis=0) }",
    )


class Softmin(OfScores):
    """exp(-x) / sum(exp(-x)) along an axis: positive numbers that sum to one.

    Shapes: any with an axis, unchanged. Axis 0 is the channels of an image: the batch is not counted.
    """

    neutral = inf
    examples = (
        "network(x: f32[6]) -> y { y = x -> softmin }",
        "network(x: f32[3, 4, 4]) -> y { y = x -> softmin(axis=0) }",
    )


class LogSoftmax(OfScores):
    """x - log(sum(exp(x))) along an axis: the logarithms of a distribution, not the distribution.

    Shapes: any with an axis, unchanged. Axis 0 is the channels of an image: the batch is not counted.
    """

    # What stands at padded places comes out again: infinity times zero would be no number later.
    neutral = -1e30
    examples = (
        "network(x: f32[6]) -> y { y = x -> log_softmax }",
        "network(x: f32[3, 4, 4]) -> y { y = x -> log_softmax(axis=0) }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """Never above zero."""
        return Interval(high=0)


class Sparsemax(OfScores):
    """The distribution that is nearest to the scores along an axis: small ones get exactly zero.

    It is max(x - τ, 0), with τ such that the numbers sum to one; the derivative of what is zero is
    zero.

    Shapes: any with an axis, unchanged. Axis 0 is the channels of an image: the batch is not counted.

    Source: Martins and Astudillo (2016), algorithm 1.
    """

    examples = (
        "network(x: f32[6]) -> y { y = x -> sparsemax }",
        "network(x: f32[3, 4, 4]) -> y { y = x -> sparsemax(axis=0) }",
        "network(x: f32[T, 3]) -> y { y = x -> sparsemax(axis=0) }",
    )
