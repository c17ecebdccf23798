"""Move a sequence on by one place."""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, axis_of, numbers
from tenet.types.tensor import Interval, TensorType


class ShiftRight(Operation):
    """A sequence one place later: `start` comes first, the last place is dropped.

    So a decoder sees at each place what stood before it. Shapes: any with an axis, unchanged.

    Source: Vaswani et al. (2017), sec. 3.1: the outputs of the decoder "offset by one position".
    """

    carries = True
    keeps_padding_last = True
    examples = (
        "network(x: f32[5, 3]) -> y { y = x -> shift_right }",
        "network(x: i64[T] in 1..9) -> y { y = x -> shift_right -> embedding(4) }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> shift_right(start=-0.5, axis=-1) }",
        "network(x: i64[5] in 0..9) -> y { y = x -> shift_right(10) }",
    )

    start: int | float = 0
    """What stands at the first place."""
    axis: int = 0
    """The axis along which to move."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank)

    def first(self, x: TensorType) -> int | float:
        """What stands at the first place, as an element of such a tensor."""
        return int(self.start) if x.dtype.is_integer else float(self.start)

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = numbers(types[0])
        self.along(x)
        if x.dtype.is_integer and self.start % 1:
            raise Misfit(
                f"begins with {self.start:g}, but its input is {x}, of whole numbers",
            )
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input, and the start."""
        return ranges[0] | Interval(self.start + 0.0, self.start + 0.0)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis: each of its places holds what the one before it held."""
        return (self.along(types[0]),)
