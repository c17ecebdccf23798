"""Lay tensors on top of each other."""

from __future__ import annotations

from functools import reduce

from tenet.catalogue.inputs import MANY
from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, alike, axis_of, worded
from tenet.types.tensor import Interval, TensorType


class Stack(Operation):
    """Several tensors of one shape side by side along a new axis.

    Shapes: all equal, `[A, B]` to `[n, A, B]` for n of them; the new axis is `axis` of the result.
    """

    inputs = MANY
    carries = True
    examples = (
        "network(a: f32[3, 4], b: f32[3, 4]) -> y { y = (a, b, a) -> stack }",
        "network(a: f32[T, 4]) -> y { y = (a, a -> relu) -> stack(axis=-1) }",
        "network(a: i64, b: i64) -> y { y = (a, b) -> stack }",
    )

    axis: int = 0
    """Which axis of the result the new one is."""

    def along(self, x: TensorType) -> int:
        """The new axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank + 1)

    def result(self, *types: TensorType) -> TensorType:
        """The common shape with the new axis."""
        first, dtype = types[0], alike(*types)
        if any(x.shape != first.shape for x in types):
            raise Misfit(
                "lays tensors of one shape on one another, but they are"
                f" {' and '.join(worded(x.shape) for x in types)}",
                "`concat` lays tensors end to end that differ along one axis",
            )
        if any(x.batched is not first.batched for x in types):
            raise Misfit(
                "lays values of rows on one another, and one of these is the same for all rows",
                "add them or multiply them instead",
            )
        axis = self.along(first)
        shape = (*first.shape[:axis], len(types), *first.shape[axis:])
        return TensorType(dtype, shape, batched=first.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """The smallest interval that holds all of them."""
        return reduce(Interval.__or__, ranges)
