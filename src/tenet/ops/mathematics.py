"""Elementary functions of each number by itself."""

from __future__ import annotations

import math

from tenet.ops.elementwise import Function
from tenet.types.tensor import EVERYTHING, Interval


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
