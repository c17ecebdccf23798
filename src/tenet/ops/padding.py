"""What keeps padding out of rows of unequal length; the compiler writes these itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Count, Size
from tenet.catalogue.inputs import ONE, TWO, Inputs
from tenet.catalogue.operation import Operation
from tenet.types.dim import names
from tenet.types.shape import Misfit, rows
from tenet.types.tensor import DType, Interval, TensorType

Endless = Annotated[float, Field(allow_inf_nan=True)]
"""A number, which may be infinite."""
LENGTHS = Inputs(("lengths",), many=True)


class RealSize(Operation):
    """How many places of an axis are real, for each row: the size of the axis, computed of lengths.

    Written by the compiler. Shapes: one whole number for each name in the size, in the order of
    the alphabet, to one whole number.
    """

    spoken = False
    inputs = LENGTHS
    examples = ("network(x: f32[T, 3]) -> y { y = x[1..] -> sum(axis=0) }",)

    size: Size
    """The size."""

    @property
    def names(self) -> tuple[str, ...]:
        """The named sizes, in the order in which their lengths are given."""
        return tuple(sorted(names(self.size)))

    def result(self, *types: TensorType) -> TensorType:
        """One whole number for each row."""
        assert len(types) == len(self.names)
        return TensorType(DType.I64, ())

    def value_range(self, *ranges: Interval) -> Interval:
        """Up to the size of the axis, which is not negative."""
        return Interval(0, self.size) if isinstance(self.size, int) else Interval(0)


class Fill(Operation):
    """A number at all places of an axis that are beyond a row's length.

    Written by the compiler. Shapes: any and one whole number, to the first, unchanged.
    """

    spoken = False
    carries = True
    inputs = TWO
    examples = ("network(x: f32[T, 3]) -> y { y = x -> max(axis=0) }",)

    axis: int
    """The axis, counted from 0 without the batch."""
    value: Endless
    """The number; infinite ones are the largest that the element type has."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the first input, which comes in rows."""
        x = types[0]
        return TensorType(x.dtype, x.shape, batched=rows(x).batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input, and the number."""
        return ranges[0] | Interval(self.value, self.value)


class Align(Operation):
    """Rows shifted by what `same` padding puts before each of them, so that windows meet their places.

    Written by the compiler. A row of n places that a window slides over by `stride` has
    max((ceil(n / stride) - 1) stride + reach - n, 0) // 2 places before it. What is not of the row
    holds `value`. Shapes: `[T, F]` and one whole number to `[(ceil(T / stride) - 1) stride + reach, F]`.
    """

    spoken = False
    inputs = TWO
    examples = ("network(x: f32[T, 3]) -> y { y = x -> conv(2, 3, stride=2) }",)

    reach: Count
    """How many places the window spans."""
    stride: Count
    """Its step."""
    value: Endless = 0.0
    """What stands around the row."""

    def result(self, *types: TensorType) -> TensorType:
        """The places that the windows span."""
        x = types[0]
        places = (x.shape[0] + (self.stride - 1)) // self.stride
        size = (places - 1) * self.stride + self.reach
        return TensorType(x.dtype, (size, *x.shape[1:]))

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input, and the number around it."""
        return ranges[0] | Interval(self.value, self.value)


class Mask(Operation):
    """Which places of the first axis are real. Written as an attribute: `x.mask`.

    Shapes: `[T, …]` to `bool[T]`. All are, unless rows are of unequal length.
    """

    spoken = False
    inputs = ONE
    examples = (
        "network(x: f32[T, 3]) -> y { y = (x, x, x) -> attention(mask=x.mask) }",
        "network(x: f32[4, 3]) -> y { y = where(x.mask, x[.., 0], 0) }",
    )

    lengths: bool = False
    """Whether a second input tells how many places of each row are real."""

    def result(self, *types: TensorType) -> TensorType:
        """True or false for each place."""
        x = rows(types[0])
        if not x.shape:
            raise Misfit("is of places, but its value is one number per row")
        return TensorType(DType.BOOL, x.shape[:1])
