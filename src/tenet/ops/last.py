"""The last place of an axis."""

from __future__ import annotations

from typing import Annotated

from tenet.catalogue.setting import Wired
from tenet.ops.rearranged import Rearranged
from tenet.types.shape import axis_of, rows
from tenet.types.tensor import TensorType


class Last(Rearranged):
    """The last place of an axis, which goes: what a sequence has come to.

    Shapes: `[T, F]` to `[F]`.
    """

    examples = (
        "network(x: f32[T, 4]) -> y { y = x -> last }",
        "network(x: f32[3, 4, 5]) -> y { y = x -> last(axis=-1) }",
        "network(x: f32[3, 4, 5], n: i64 in 1..4) -> y { y = x -> last(axis=1, lengths=n) }",
    )

    axis: int = 0
    """The axis."""
    lengths: Annotated[bool, Wired("how many places of each row are real")] = False
    """How many places of each row are real, one at least: the last is the last of these."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The other axes."""
        x = types[0]
        axis = self.along(rows(x) if self.lengths else x)
        return TensorType(x.dtype, (*x.shape[:axis], *x.shape[axis + 1 :]), batched=x.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis: which of its places is the last depends on its size."""
        return (self.along(types[0]),)
