"""Swap two axes."""

from __future__ import annotations

from tenet.ops.rearranged import Rearranged
from tenet.types.shape import axes_of
from tenet.types.tensor import TensorType


class Transpose(Rearranged):
    """Two axes swapped.

    Shapes: `[A, B, C]` to `[A, C, B]`, as `transpose(1, 2)`; the batch is never counted.
    """

    examples = (
        "network(x: f32[T, 4]) -> y { y = x -> transpose(0, 1) }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> transpose(first=-1, second=0) -> dense(2) }",
        "network(x: f32[3]) -> y { y = x + (parameter([3, 2]) -> transpose(0, 1)) }",
    )

    first: int
    """One of the axes."""
    second: int
    """The other."""

    def axes(self, x: TensorType) -> tuple[int, ...]:
        """The two axes, counted from 0 without the batch."""
        return axes_of((self.first, self.second), x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The sizes, two of them swapped."""
        x = types[0]
        first, second = self.axes(x)
        sizes = list(x.shape)
        sizes[first], sizes[second] = sizes[second], sizes[first]
        return TensorType(x.dtype, tuple(sizes), batched=x.batched)
