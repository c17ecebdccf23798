"""Lay tensors end to end."""

from __future__ import annotations

from functools import reduce

from tenet.catalogue.inputs import MANY
from tenet.catalogue.operation import Operation
from tenet.types.shape import alike, axis_along, joined
from tenet.types.tensor import Interval, TensorType


class Concat(Operation):
    """Several tensors laid end to end along an axis: channels of images, features of all else.

    Shapes: equal on every other axis; the sizes along the axis add up. What is the same for all
    rows, such as a `parameter`, is joined with what each row has.
    """

    inputs = MANY
    finds_channels = True
    carries = True
    examples = (
        "network(a: f32[3], b: f32[4]) -> y { y = (a, b) -> concat }",
        "network(a: f32[3, 4, 4], b: f32[2, 4, 4]) -> y { y = (a, b, a) -> concat }",
        "network(a: f32[3, 4], b: f32[2, 4]) -> y { y = (a, b) -> concat(axis=0) }",
        "network(x: f32[3, 4]) -> y { y = (parameter([1, 4]), x) -> concat(axis=0) }",
    )

    axis: int | None = None
    """The axis to lay them along; the channels of the layout unless given."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_along(x.shape, self.axis)

    def result(self, *types: TensorType) -> TensorType:
        """The joined shape."""
        dtype, axis = alike(*types), self.along(types[0])
        shape = joined(tuple(x.shape for x in types), axis)
        return TensorType(dtype, shape, batched=any(x.batched for x in types))

    def repeated(self, *types: TensorType) -> tuple[tuple[int, ...], int]:
        """The inputs that are the same for all rows beside one of each row, and such a one."""
        of_rows = [place for place, x in enumerate(types) if x.batched]
        alone = tuple(place for place, x in enumerate(types) if not x.batched)
        return (alone, of_rows[0]) if of_rows else ((), 0)

    def value_range(self, *ranges: Interval) -> Interval:
        """The smallest interval that holds all of them."""
        return reduce(Interval.__or__, ranges)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis: what follows begins where the one before ends."""
        return (self.along(types[0]),)
