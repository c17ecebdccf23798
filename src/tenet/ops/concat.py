"""Lay tensors end to end."""

from __future__ import annotations

from functools import reduce

from tenet.catalogue.inputs import MANY
from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, alike, axis_of, joined, layout
from tenet.types.tensor import Interval, TensorType


class Concat(Operation):
    """Several tensors laid end to end along an axis: channels of images, features of all else.

    Shapes: equal on every other axis; the sizes along the axis add up.
    """

    inputs = MANY
    carries = True
    examples = (
        "network(a: f32[3], b: f32[4]) -> y { y = (a, b) -> concat }",
        "network(a: f32[3, 4, 4], b: f32[2, 4, 4]) -> y { y = (a, b, a) -> concat }",
        "network(a: f32[3, 4], b: f32[2, 4]) -> y { y = (a, b) -> concat(axis=0) }",
    )

    axis: int | None = None
    """The axis to lay them along; the channels of the layout unless given."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return layout(x.shape).channel_axis if self.axis is None else axis_of(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The joined shape."""
        first, dtype = types[0], alike(*types)
        for other in types[1:]:
            if other.batched is not first.batched:
                raise Misfit(
                    "joins a value of each row with one that is the same for all of them",
                    "add them or multiply them instead",
                )
        shape = joined(tuple(x.shape for x in types), self.along(first))
        return TensorType(dtype, shape, batched=first.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """The smallest interval that holds all of them."""
        return reduce(Interval.__or__, ranges)
