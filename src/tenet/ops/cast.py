"""Turn elements into those of another type."""

from __future__ import annotations

from math import inf, trunc
from typing import Literal

from tenet.catalogue.operation import Operation
from tenet.ops.elementwise import loosened
from tenet.types.shape import floats
from tenet.types.tensor import EVERYTHING, DType, Interval, TensorType

BITS = {DType.I32: 32, DType.I64: 64}
DIGITS = {DType.F16: 11, DType.BF16: 8, DType.F32: 24}
"""How many binary digits a float has."""
LARGEST = {DType.F16: 65504.0, DType.BF16: 2.0**128 - 2.0**120, DType.F32: 2.0**128 - 2.0**104}
"""The largest number of a type; what lies beyond becomes infinite."""


class Cast(Operation):
    """The same values as elements of another type.

    Of floats, whole numbers are made by leaving out what follows the point; what is too large for
    the type, infinite or no number gives any number. True becomes 1 and false 0; all that is not 0
    becomes true. Only from floats to floats is there a gradient.

    Shapes: any, unchanged.
    """

    finds_channels = True
    examples = (
        "network(x: f32[4] in -9..9) -> y { y = x -> cast(i32) }",
        "network(n: i64[3] in 0..9) -> y { y = 0.5 * (n -> cast(f32)) }",
        "network(x: f32[2, 3] in -9..9) -> y { y = 3 * x -> cast(i64) -> cast(bool) }",
        "network(x: f32[4]) -> y { y = x * (x > 0 -> cast(f32)) }",
    )

    to: Literal["f32", "i32", "i64", "bool"]
    """The type of the elements that come out."""

    def result(self, *types: TensorType) -> TensorType:
        """The shape of the input."""
        return TensorType(DType(self.to), types[0].shape, batched=types[0].batched)

    def range_of(self, *types: TensorType) -> Interval:
        """That of the input, without what follows the point, where the type holds it."""
        (x,) = types
        to = DType(self.to)
        if DType.BOOL in (x.dtype, to):
            return EVERYTHING if to is DType.BOOL else Interval(0, 1)
        if to.is_float:
            return x.range
        told = loosened(x.range) if x.dtype.is_float else x.range
        largest = 2.0 ** (BITS[to] - 1)
        if told.low <= -largest or told.high >= largest:
            return EVERYTHING
        return Interval(trunc(told.low), trunc(told.high))


class CastFloat(Operation):
    """The same floats in another precision, each rounded to the nearest number that the type has.

    Written by the compiler, where training asks for a `precision`. Shapes: any, unchanged.

    Source: IEEE 754 binary16; bfloat16 as in Kalamkar et al. (2019).
    """

    finds_channels = True
    spoken = False
    examples = ("network(x: f32[3, 6]) -> y { y = x -> dense(4) -> relu -> dense(2) }",)

    to: Literal["f16", "bf16", "f32"]
    """The type of the elements that come out."""

    def result(self, *types: TensorType) -> TensorType:
        """The shape of the input."""
        x = floats(types[0])
        return TensorType(DType(self.to), x.shape, batched=x.batched)

    def range_of(self, *types: TensorType) -> Interval:
        """That of the input, its ends moved outwards by a rounding; infinite where the type ends before."""
        (x,) = types
        to = DType(self.to)
        room = 0.0 if DIGITS.get(x.dtype, 53) <= DIGITS[to] else 2.0 ** -DIGITS[to]
        low = x.range.low - abs(x.range.low) * room
        high = x.range.high + abs(x.range.high) * room
        end = LARGEST[to]
        return Interval(low if low >= -end else -inf, high if high <= end else inf)
