"""Turn axes round."""

from __future__ import annotations

from tenet.ops.rearranged import Rearranged
from tenet.ops.reduction import spelt
from tenet.types.tensor import TensorType


class Flip(Rearranged):
    """The places of an axis, or of several, from last to first.

    Shapes: any, unchanged.
    """

    examples = (
        "network(x: f32[3, 4, 5]) -> y { y = x -> flip(-1) }",
        "network(x: f32[5, 4]) -> y { y = x -> flip(axis=0) }",
        "network(x: i64[3, 4]) -> y { y = x -> flip([0, 1]) }",
    )

    axis: int | tuple[int, ...]
    """The axis or axes to turn round."""

    def along(self, x: TensorType) -> tuple[int, ...]:
        """The axes, counted from 0 without the batch."""
        return spelt(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = types[0]
        self.along(x)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes, whose end comes first."""
        return self.along(types[0])
