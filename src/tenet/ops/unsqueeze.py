"""Add an axis of one place."""

from __future__ import annotations

from tenet.ops.rearranged import Rearranged
from tenet.types.shape import axis_of
from tenet.types.tensor import TensorType


class Unsqueeze(Rearranged):
    """The same numbers with one more axis, of size 1.

    Shapes: `[A, B]` to `[1, A, B]`, `[A, 1, B]` or `[A, B, 1]`.
    """

    relays = True
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> unsqueeze(0) }",
        "network(x: f32[T, 4]) -> y { y = x -> unsqueeze(-1) }",
        "network(x: f32) -> y { y = x -> unsqueeze(0) -> dense(2) }",
        "network(x: f32[2, 3]) -> y { y = x * (parameter([2]) -> unsqueeze(1)) }",
    )

    axis: int
    """Which axis of the result it is; the batch is never counted."""

    def along(self, x: TensorType) -> int:
        """The new axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank + 1)

    def result(self, *types: TensorType) -> TensorType:
        """The sizes with the new one."""
        x = types[0]
        axis = self.along(x)
        return TensorType(x.dtype, (*x.shape[:axis], 1, *x.shape[axis:]), batched=x.batched)
