"""Where the extremes are."""

from __future__ import annotations

from math import inf

from tenet.catalogue.operation import Operation
from tenet.types.shape import axis_of, numbers
from tenet.types.tensor import DType, Interval, TensorType


class Extreme(Operation):
    """The place of an extreme along an axis, counted from 0; of equals, that of the first.

    Shapes: any with an axis, which goes, or stays with size 1; the result is `i64`.
    """

    axis: int = -1
    """The axis along which to go."""
    keep: bool = False
    """Whether it stays, with size 1."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The other axes."""
        x = numbers(types[0])
        axis = self.along(x)
        kept = (1,) if self.keep else ()
        shape = (*x.shape[:axis], *kept, *x.shape[axis + 1 :])
        return TensorType(DType.I64, shape, batched=x.batched)

    def range_of(self, *types: TensorType) -> Interval:
        """The places of the axis."""
        size = types[0].shape[self.along(types[0])]
        return Interval(0, size - 1 if isinstance(size, int) else inf)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis that goes."""
        return (self.along(types[0]),)


class Argmax(Extreme):
    """The place of the largest number along an axis, counted from 0; of equals, that of the first.

    Shapes: any with an axis, which goes, or stays with size 1; the result is `i64`.
    """

    neutral = -inf
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> argmax }",
        "network(x: f32[3, 4, 4]) -> y { y = x -> argmax(axis=0, keep=true) }",
        "network(x: f32[3, 4]) -> y { y = x -> argmax -> embedding(2) }",
    )


class Argmin(Extreme):
    """The place of the smallest number along an axis, counted from 0; of equals, that of the first.

    Shapes: any with an axis, which goes, or stays with size 1; the result is `i64`.
    """

    neutral = inf
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> argmin }",
        "network(x: i64[T, 4]) -> y { y = x -> argmin(axis=0, keep=true) }",
    )
