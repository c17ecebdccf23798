"""Vectors brought to length one, and compared by direction."""

from __future__ import annotations

from tenet.catalogue.definition import Positive
from tenet.catalogue.inputs import TWO
from tenet.catalogue.operation import Operation
from tenet.ops.reduction import Power
from tenet.types.shape import Misfit, alike, axis_along, axis_of, floats, worded
from tenet.types.tensor import Interval, TensorType


class Normalize(Operation):
    """x / max(norm of x, eps): vectors of length one along an axis, in the norm of the power p.

    Shapes: any with an axis, unchanged.
    """

    finds_channels = True
    neutral = 0.0
    examples = (
        "network(x: f32[6]) -> y { y = x -> normalize }",
        "network(x: f32[3, 4, 4]) -> y { y = x -> normalize(p=1) }",
        "network(x: f32[T, 4]) -> y { y = x -> normalize(p=inf, axis=0, eps=0.5) }",
    )

    p: Power = 2
    """1 for the sum of sizes, 2 for the Euclidean length, `inf` for the largest size."""
    axis: int | None = None
    """The axis along which vectors lie; the channels of the layout unless given."""
    eps: Positive = 1e-12
    """The least that is divided by."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_along(x.shape, self.axis)

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = floats(types[0])
        self.along(x)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Between minus one and one."""
        (x,) = ranges
        return Interval(-1 if x.low < 0 else 0, 1 if x.high > 0 else 0)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis along which vectors lie."""
        return (self.along(types[0]),)


class CosineSimilarity(Operation):
    """a · b / (max(|a|, eps) max(|b|, eps)): the cosine of the angle between vectors.

    Shapes: equal, with an axis, which goes. Either may be the same for all rows.
    """

    inputs = TWO
    neutral = 0.0
    examples = (
        "network(a: f32[6], b: f32[6]) -> y { y = (a, b) -> cosine_similarity }",
        (
            "network(a: f32[T, 4], b: f32[T, 4]) -> y {"
            " y = (a, b) -> cosine_similarity(axis=0, eps=0.5) }"
        ),
        "network(a: f32[3, 4]) -> y { y = (a, parameter([3, 4])) -> cosine_similarity }",
    )

    axis: int = -1
    """The axis along which vectors lie."""
    eps: Positive = 1e-8
    """The least length that is divided by."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from the end, where no batch can be."""
        return axis_of(self.axis, x.rank) - x.rank

    def result(self, *types: TensorType) -> TensorType:
        """The other axes."""
        a, b = types
        floats(a)
        dtype = alike(a, b)
        if a.shape != b.shape:
            raise Misfit(
                f"compares tensors of one shape, but they are {worded(a.shape)} and {worded(b.shape)}"
            )
        axis = axis_of(self.axis, a.rank)
        shape = (*a.shape[:axis], *a.shape[axis + 1 :])
        return TensorType(dtype, shape, batched=a.batched or b.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Between minus one and one; not below zero where no number is."""
        return Interval(0 if all(x.low >= 0 for x in ranges) else -1, 1)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis along which vectors lie."""
        return (axis_of(self.axis, types[0].rank),)
