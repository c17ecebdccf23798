"""Elementary functions of each number by itself."""

from __future__ import annotations

import math
from math import isfinite, pi

from pydantic import model_validator

from tenet.ops.elementwise import Function, Valley, loosened
from tenet.types.shape import Misfit
from tenet.types.tensor import EVERYTHING, Interval, TensorType


class Exp(Function):
    """e to the power of x."""

    examples = ("network(x: f32[6]) -> y { y = x -> exp }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return math.exp(numbers[0])


class Log(Function):
    """The natural logarithm: -infinity of zero, and no number of what is below."""

    examples = ("network(x: f32[6] in 1..2) -> y { y = x -> log }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers above zero."""
        return math.log(numbers[0])

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through, unless the input may be below zero."""
        (x,) = ranges
        if x.low > 0:
            return super().value_range(x)
        return EVERYTHING if x.low < 0 or x.high <= 0 else Interval(high=self._end(x.high))


class Sqrt(Function):
    """The square root: no number of what is below zero."""

    examples = ("network(x: f32[6] in 1..2) -> y { y = x -> sqrt }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers from zero."""
        return math.sqrt(numbers[0])

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through, unless the input may be below zero."""
        return EVERYTHING if ranges[0].low < 0 else super().value_range(*ranges)


class Abs(Function):
    """x without its sign; at zero the derivative is zero."""

    of_integers = True
    examples = ("network(x: f32[6]) -> y { y = x -> abs }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return abs(numbers[0])

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends without their signs, and zero where it lies between them."""
        (x,) = ranges
        ends = super().value_range(x)
        return Interval(0, ends.high) if x.low <= 0 <= x.high else ends


class Neg(Function):
    """x with the other sign. Written as the sign: `-x`."""

    spoken = False
    carries = True
    of_integers = True
    examples = ("network(x: f32[6]) -> y { y = -x }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return -numbers[0]


class Log1p(Function):
    """The natural logarithm of 1 + x, exact where x is small: -infinity of -1."""

    examples = ("network(x: f32[6] in 0..9) -> y { y = x -> log1p }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers above -1."""
        return math.log1p(numbers[0])

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through, unless the input may be below -1."""
        (x,) = ranges
        if x.low > -1:
            return super().value_range(x)
        return EVERYTHING if x.low < -1 or x.high <= -1 else Interval(high=self._end(x.high))


class Expm1(Function):
    """e to the power of x, less one: exact where x is small."""

    examples = ("network(x: f32[6]) -> y { y = x -> expm1 }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return math.expm1(numbers[0])


class Reciprocal(Function):
    """1 / x."""

    examples = ("network(x: f32[6] in 1..2) -> y { y = x -> reciprocal }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers but zero."""
        return 1 / numbers[0]

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through, unless the input may be zero."""
        return EVERYTHING if ranges[0].low <= 0 <= ranges[0].high else super().value_range(*ranges)


class Rsqrt(Function):
    """1 / sqrt(x): infinity of zero, and no number of what is below."""

    examples = ("network(x: f32[6] in 1..2) -> y { y = x -> rsqrt }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers above zero."""
        return 1 / math.sqrt(numbers[0])

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through, unless the input may be below zero."""
        (x,) = ranges
        if x.low > 0:
            return super().value_range(x)
        return EVERYTHING if x.low < 0 or x.high <= 0 else Interval(self._end(x.high))


class Square(Valley):
    """x times itself."""

    of_integers = True
    examples = ("network(x: f32[6]) -> y { y = x -> square }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] * numbers[0]

    def bottom(self) -> tuple[float, float]:
        """Nothing is below zero."""
        return 0, 0


class Sign(Function):
    """-1 below zero, 1 above, and 0 of zero; its derivative is zero."""

    of_integers = True
    examples = ("network(x: f32[6]) -> y { y = x * (x -> sign) }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        sign = (x > 0) - (x < 0)
        return sign if isinstance(x, int) else float(sign)


class Wave(Function):
    """A function that rises and falls between -1 and 1. Shapes: any, unchanged."""

    crest = 0.0
    """One of the places where it is 1."""

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through, and each extreme that lies between them."""
        (x,) = ranges
        # float32 tells places of a wave apart only where numbers are not large.
        if max(abs(x.low), abs(x.high)) > 1000:
            return Interval(-1, 1)
        ends = super().value_range(x)
        low = -1.0 if self._passes(x, self.crest + pi) else ends.low
        return Interval(low, 1.0 if self._passes(x, self.crest) else ends.high)

    @staticmethod
    def _passes(x: Interval, place: float) -> bool:
        """Whether the place, or one whole waves from it, lies in the interval."""
        return (x.high - place) // (2 * pi) >= (x.low - place) / (2 * pi)


class Sin(Wave):
    """The sine of an angle in radians."""

    crest = pi / 2
    examples = ("network(x: f32[6]) -> y { y = x -> sin }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return math.sin(numbers[0])


class Cos(Wave):
    """The cosine of an angle in radians."""

    examples = ("network(x: f32[6]) -> y { y = x -> cos }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return math.cos(numbers[0])


class Sinh(Function):
    """The hyperbolic sine, (exp(x) - exp(-x)) / 2."""

    examples = ("network(x: f32[6]) -> y { y = x -> sinh }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return math.sinh(numbers[0])

    def _end(self, *corner: float) -> float:
        (x,) = corner
        return super()._end(x) if x >= 0 else -super()._end(-x)


class Cosh(Valley):
    """The hyperbolic cosine, (exp(x) + exp(-x)) / 2."""

    examples = ("network(x: f32[6]) -> y { y = x -> cosh }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return math.cosh(numbers[0])

    def bottom(self) -> tuple[float, float]:
        """One, at zero."""
        return 0, 1


class Atan(Function):
    """The angle, between -π/2 and π/2, whose tangent is x."""

    examples = ("network(x: f32[6]) -> y { y = x -> atan }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return math.atan(numbers[0])


class Erf(Function):
    """The error function, 2 / sqrt(π) times the integral of exp(-t²) from 0 to x."""

    examples = ("network(x: f32[6]) -> y { y = x -> erf }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return math.erf(numbers[0])


class Rounding(Function):
    """A whole number near x, still a float; its derivative is zero. Shapes: any, unchanged."""

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through, each a little further out."""
        return super().value_range(loosened(ranges[0]))


class Floor(Rounding):
    """The largest whole number that is not above x."""

    examples = ("network(x: f32[6]) -> y { y = x - (x -> floor) }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return math.floor(x) if isfinite(x) else x


class Ceil(Rounding):
    """The smallest whole number that is not below x."""

    examples = ("network(x: f32[6]) -> y { y = x - (x -> ceil) }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return math.ceil(x) if isfinite(x) else x


class Round(Rounding):
    """The nearest whole number; of two that are equally near, the even one."""

    examples = ("network(x: f32[6]) -> y { y = x - (4 * x -> round) / 4 }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return round(x) if isfinite(x) else x

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through, each a little further out: it jumps between whole numbers."""
        (x,) = ranges
        halved = loosened(Interval(x.low + 0.5, x.high + 0.5))
        return Function.value_range(self, Interval(halved.low - 0.5, halved.high - 0.5))


class Clip(Function):
    """x between two numbers, and the nearer of them beyond; at them the derivative is one."""

    carries = True
    of_integers = True
    examples = (
        "network(x: f32[6]) -> y { y = x -> clip(-1, 1.5) }",
        "network(x: f32[6]) -> y { y = x -> clip(low=0.5) }",
        "network(x: f32[6]) -> y { y = x -> clip(high=0.5) }",
    )

    low: int | float | None = None
    """What it gives of all below; there is no such end unless it is given."""
    high: int | float | None = None
    """What it gives of all above; there is no such end unless it is given."""

    @model_validator(mode="after")
    def _ends(self) -> Clip:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise Misfit(f"has `low` {self.low:g}, which is above its `high` {self.high:g}")
        return self

    def ends(self, x: TensorType) -> tuple[float | None, float | None]:
        """The two ends as numbers of the input's type."""
        low, high = (
            None if end is None else int(end) if x.dtype.is_integer else float(end)
            for end in (self.low, self.high)
        )
        return low, high

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input; whole numbers are clipped at whole numbers."""
        x = super().result(*types)
        if self.low is None and self.high is None:
            raise Misfit("clips nothing", "give `low`, `high` or both")
        for name, end in (("low", self.low), ("high", self.high)):
            if x.dtype.is_integer and end is not None and end % 1:
                raise Misfit(
                    f"gives whole numbers of whole numbers, but its `{name}` is {end:g}",
                    "write a whole number, or make floats of its input first: `cast(f32)`",
                )
        return x

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        above = x if self.low is None else max(x, self.low)
        return above if self.high is None else min(above, self.high)
