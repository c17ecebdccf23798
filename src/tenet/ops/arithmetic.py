"""Arithmetic on two tensors, element by element; shapes align at the right, size 1 stretches."""

from __future__ import annotations

from tenet.catalogue.inputs import TWO
from tenet.ops.elementwise import Elementwise
from tenet.ops.mathematics import Neg
from tenet.types.shape import alike, broadcast
from tenet.types.tensor import EVERYTHING, Interval, TensorType


class Arithmetic(Elementwise):
    """A function of two numbers at a time. Shapes: broadcast, with size 1 stretching."""

    inputs = TWO

    def result(self, *types: TensorType) -> TensorType:
        """The broadcast shape."""
        a, b = types
        self.operand(a)
        return TensorType(alike(a, b), broadcast(a.shape, b.shape), batched=a.batched or b.batched)


class Add(Arithmetic):
    """a + b."""

    carries = True
    of_integers = True
    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = a + b }",
        "network(a: f32[3, 4, 4]) -> y { y = (a, a -> conv(3, 3)) -> add -> relu }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] + numbers[1]


class Sub(Arithmetic):
    """a - b."""

    carries = True
    of_integers = True
    examples = (
        "network(a: f32[3, 4], b: f32[3, 1]) -> y { y = a - b }",
        "network(a: f32[4]) -> y { y = 1 - a }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] - numbers[1]


class Mul(Arithmetic):
    """a * b."""

    carries = True
    of_integers = True
    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = a * b }",
        "network(a: f32[4]) -> y { y = a * 0.5 }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] * numbers[1]


class Div(Arithmetic):
    """a / b, of floats: whole numbers are not divided."""

    carries = True
    examples = ("network(a: f32[3, 4], b: f32[4] in 1..2) -> y { y = a / b }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] / numbers[1]

    def value_range(self, *ranges: Interval) -> Interval:
        """The extremes among the quotients of ends, unless the divisor may be zero."""
        _, b = ranges
        return EVERYTHING if b.low <= 0 <= b.high else super().value_range(*ranges)


class Pow(Arithmetic):
    """a to the power of b, of floats: `a ** b`. A negative number has whole powers alone."""

    examples = (
        "network(a: f32[3, 4] in 1..2, b: f32[4]) -> y { y = (a, b) -> pow }",
        "network(a: f32[4]) -> y { y = a ** 2 }",
        "network(a: f32[4]) -> y { y = 2 ** a }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers; a root of a negative number is none."""
        power: float | complex = numbers[0] ** numbers[1]
        if isinstance(power, complex):
            raise ValueError("a root of a negative number is no number")  # noqa: TRY004  # as math does
        return power

    def value_range(self, *ranges: Interval) -> Interval:
        """The extremes among the powers of ends, where no number may be without that power."""
        a, b = ranges
        if a.low > 0 or (a.low == 0 and b.low >= 0):
            return super().value_range(a, b)
        if a.low == 0:
            return Interval(0)
        if b.low != b.high or b.low < 0 or b.low % 1:
            return EVERYTHING
        below = super().value_range(Interval(max(-a.high, 0), -a.low), b)
        if b.low % 2:
            below = Neg().value_range(below)
        return below if a.high <= 0 else below | super().value_range(Interval(0, a.high), b)


class Mod(Arithmetic):
    """What remains of a divided by b, with the sign of b: a - floor(a / b) * b."""

    of_integers = True
    examples = ("network(a: f32[3, 4], b: f32[4] in 1..2) -> y { y = (a, b) -> mod }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] % numbers[1]

    def value_range(self, *ranges: Interval) -> Interval:
        """Between zero and the divisor, unless that may be zero; rounding may reach the divisor."""
        _, b = ranges
        return EVERYTHING if b.low <= 0 <= b.high else Interval(min(b.low, 0), max(b.high, 0))
