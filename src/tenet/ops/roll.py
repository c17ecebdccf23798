"""Move the places of an axis round."""

from __future__ import annotations

from tenet.ops.rearranged import Rearranged
from tenet.types.shape import axis_of
from tenet.types.tensor import TensorType


class Roll(Rearranged):
    """The places of an axis moved on; what leaves it at one end comes in at the other.

    Shapes: any with an axis, unchanged; y[i] = x[(i - shift) mod n].
    """

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> roll(1) }",
        "network(x: f32[5, 4]) -> y { y = x -> roll(-2, axis=0) }",
        "network(x: f32[2, 5, 3]) -> y { y = x -> roll(shift=7, axis=1) }",
    )

    shift: int
    """By how many places; a negative number moves towards the front."""
    axis: int = -1
    """The axis whose places move."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = types[0]
        self.along(x)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis, whose end comes first."""
        return (self.along(types[0]),)
