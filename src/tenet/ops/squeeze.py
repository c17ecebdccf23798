"""Drop axes of one place."""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.ops.reduction import Axes, spelt
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval, TensorType


class Squeeze(Operation):
    """The same numbers without axes of size 1.

    Shapes: any; all axes of size 1 go, or those that are named. The batch is never counted.
    """

    carries = True
    relays = True
    examples = (
        "network(x: f32[1, 3, 1]) -> y { y = x -> squeeze }",
        "network(x: f32[1, 3, 1]) -> y { y = x -> squeeze(axis=0) }",
        "network(x: f32[1, 3, 1]) -> y { y = x -> squeeze(axis=[0, -1]) }",
    )

    axis: Axes = None
    """The axis or axes to drop; every one of size 1 unless given."""

    def dropped(self, x: TensorType) -> tuple[int, ...]:
        """The axes that go, counted from 0 without the batch."""
        if self.axis is None:
            return tuple(axis for axis, size in enumerate(x.shape) if size == 1)
        axes = spelt(self.axis, x.rank)
        for axis in axes:
            if x.shape[axis] != 1:
                raise Misfit(f"drops axes of size 1, but axis {axis} has {x.shape[axis]} places")
        return axes

    def result(self, *types: TensorType) -> TensorType:
        """The axes that are left."""
        x = types[0]
        gone = self.dropped(x)
        shape = tuple(size for axis, size in enumerate(x.shape) if axis not in gone)
        return TensorType(x.dtype, shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]
