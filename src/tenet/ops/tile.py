"""Repeat a tensor, or each of its places."""

from __future__ import annotations

from tenet.catalogue.definition import Count
from tenet.ops.rearranged import Rearranged
from tenet.types.dim import product
from tenet.types.shape import Misfit, axis_of, worded
from tenet.types.tensor import TensorType


class Tile(Rearranged):
    """The whole tensor again and again along its axes: of [a, b] twice, [a, b, a, b].

    Shapes: `[A, B]` to `[n * A, m * B]`, as `tile([n, m])`.
    """

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> tile([2, 1]) }",
        "network(x: f32[T, 4]) -> y { y = x -> tile([1, 3]) }",
        "network(x: f32[4]) -> y { y = x * (parameter([2]) -> tile([2])) }",
    )

    repeats: tuple[Count, ...]
    """How often, along each axis."""

    def result(self, *types: TensorType) -> TensorType:
        """The sizes, each so many times."""
        x = types[0]
        if len(self.repeats) != x.rank:
            raise Misfit(
                f"needs one number for each axis, but it is given {len(self.repeats)}"
                f" for {worded(x.shape)}",
            )
        sizes = zip(x.shape, self.repeats, strict=True)
        return TensorType(x.dtype, tuple(map(product, sizes)), batched=x.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that are repeated: the second time follows the end of the first."""
        return tuple(axis for axis, times in enumerate(self.repeats) if times > 1)


class RepeatEach(Rearranged):
    """Each place of an axis so many times in a row: of [a, b] twice, [a, a, b, b].

    Shapes: any with an axis, which grows to so many times its size.
    """

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> repeat_each(2) }",
        "network(x: f32[T, 4]) -> y { y = x -> repeat_each(3, axis=0) }",
        "network(x: f32[4]) -> y { y = x * (parameter([2]) -> repeat_each(2)) }",
    )

    count: Count
    """How often each place comes."""
    axis: int = -1
    """The axis whose places are repeated."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The axis so many times as long."""
        x = types[0]
        axis = self.along(x)
        shape = (*x.shape[:axis], x.shape[axis] * self.count, *x.shape[axis + 1 :])
        return TensorType(x.dtype, shape, batched=x.batched)
