"""Running totals."""

from __future__ import annotations

from math import inf

from tenet.catalogue.operation import Operation
from tenet.ops.reduction import repeated
from tenet.types.shape import axis_of, numbers
from tenet.types.tensor import Interval, TensorType


class Cumsum(Operation):
    """The running sum along an axis: at each place, that of all places up to it.

    Shapes: any with an axis, unchanged.
    """

    carries = True
    neutral = 0.0
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> cumsum }",
        "network(x: f32[T, 4]) -> y { y = x -> cumsum(axis=0, reverse=true) }",
        "network(x: i64[2, 3, 4] in -9..9) -> y { y = x -> cumsum(axis=1, exclusive=true) }",
        "network(x: f32[3, 4]) -> y { y = x -> cumsum(exclusive=true, reverse=true) }",
    )

    axis: int = -1
    """The axis along which to go."""
    reverse: bool = False
    """Whether to begin at its end."""
    exclusive: bool = False
    """Whether a place itself is left out, so that the first holds zero."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = numbers(types[0])
        self.along(x)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Unbounded on each side on which there are numbers; what has one sign moves away from zero."""
        (x,) = ranges
        low = -inf if x.low < 0 else 0 if self.exclusive else x.low
        high = inf if x.high > 0 else 0 if self.exclusive else x.high
        return Interval(low, high)

    def range_of(self, *types: TensorType) -> Interval:
        """The same; of whole numbers, whose sums are exact, between that of the fewest and that of all."""
        (x,) = types
        length = x.shape[self.along(x)]
        if not isinstance(length, int) or not x.dtype.is_integer:
            return super().range_of(x)
        fewest = 0 if self.exclusive else 1
        return repeated(x.range, fewest) | repeated(x.range, max(fewest, length - 1 + fewest))

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis along which it goes."""
        return (self.along(types[0]),)
