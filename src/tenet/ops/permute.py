"""Put axes into another order."""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, axes_of, worded
from tenet.types.tensor import Interval, TensorType


class Permute(Operation):
    """The axes in another order: `permute(1, 0)` swaps the two axes of a matrix.

    Shapes: any; axis i of the output is axis `order[i]` of the input. The batch is never counted.
    """

    variadic = "order"
    carries = True
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> permute(1, 0) }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> permute(-1, 0, 1) -> dense(2) }",
        "network(x: f32[3]) -> y { y = x + (parameter([3, 2]) -> permute(1, 0)) }",
    )

    order: tuple[int, ...]
    """Every axis of the input once, in the order in which they come out."""

    def axes(self, x: TensorType) -> tuple[int, ...]:
        """The axes of `x` in the new order, counted from 0 without the batch."""
        axes = axes_of(self.order, x.rank)
        if len(axes) != x.rank:
            raise Misfit(
                f"needs every axis of its input once, but it is given {len(axes)}"
                f" of the {x.rank} of {worded(x.shape)}",
                f"such as `permute({', '.join(str(axis) for axis in reversed(range(x.rank)))})`",
            )
        return axes

    def result(self, *types: TensorType) -> TensorType:
        """The sizes in the new order."""
        x = types[0]
        shape = tuple(x.shape[axis] for axis in self.axes(x))
        return TensorType(x.dtype, shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]
