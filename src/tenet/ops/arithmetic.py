"""Arithmetic on two tensors, element by element; shapes align at the right, size 1 stretches."""

from __future__ import annotations

from math import inf, isfinite

from tenet.catalogue.inputs import TWO
from tenet.ops.elementwise import ROUNDING, Elementwise
from tenet.ops.mathematics import Floor, Neg
from tenet.types.dim import product
from tenet.types.shape import Misfit, Shape, alike, broadcast, shown
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

    def result(self, *types: TensorType) -> TensorType:
        """The broadcast shape; where shapes differ as those of a shortcut and a branch do, what projects one."""
        try:
            return super().result(*types)
        except Misfit as misfit:
            raise Misfit(misfit.message, misfit.help or _projection(*types)) from None

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
        a, b = ranges
        return self._rest(a, b, 0)

    def range_of(self, *types: TensorType) -> Interval:
        """The same; of whole numbers, the rest stays below the divisor."""
        a, b = types
        return self._rest(a.range, b.range, 1 if a.dtype.is_integer else 0)

    def _rest(self, a: Interval, b: Interval, step: int) -> Interval:
        """Where the rest lies, which is at least a step nearer to zero than the divisor."""
        if b.low <= 0 <= b.high:
            return EVERYTHING
        if b.high < 0:
            turned = Neg().value_range
            return turned(self._rest(turned(a), turned(b), step))
        if a.low < 0:
            return Interval(0, b.high - step)
        if a.high < b.low:
            return a
        return Interval(0, min(a.high, b.high - step))


class FloorDiv(Arithmetic):
    """a / b, rounded down: `a // b`. The derivative is zero.

    Of floats, it is the whole number n for which a - n b is the remainder `mod`, exactly.
    """

    of_integers = True
    examples = (
        "network(a: f32[3, 4], b: f32[4] in 1..2) -> y { y = (a, b) -> floor_div }",
        "network(a: f32[4]) -> y { y = a - a // 2 }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] // numbers[1]

    def value_range(self, *ranges: Interval) -> Interval:
        """The quotients, rounded down; one that is nearly the next whole number may be either."""
        quotient = Div().value_range(*ranges)
        low = quotient.low - ROUNDING * abs(quotient.low) if isfinite(quotient.low) else -inf
        return Floor().value_range(Interval(low, quotient.high))

    def range_of(self, *types: TensorType) -> Interval:
        """The same; of whole numbers, the quotients are exact."""
        if types[0].dtype.is_integer:
            return Floor().value_range(Div().value_range(*(x.range for x in types)))
        return super().range_of(*types)


class Maximum(Arithmetic):
    """The larger of a and b; where they are equal, two tensors share the gradient."""

    carries = True
    of_integers = True
    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = (a, b) -> maximum }",
        "network(a: f32[4]) -> y { y = maximum(a, 0.5) }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return max(numbers)


class Minimum(Arithmetic):
    """The smaller of a and b; where they are equal, two tensors share the gradient."""

    carries = True
    of_integers = True
    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = (a, b) -> minimum }",
        "network(a: f32[4]) -> y { y = minimum(0.5, a) }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return min(numbers)


def _projection(first: TensorType, second: TensorType) -> str | None:
    """How a shortcut is brought to the shape of its branch (He et al., 2016, option B)."""
    short, long = sorted((second.shape, first.shape), key=_places)
    projects = _layer(long, short)
    if projects is None:
        return None
    return f"bring {shown(long)} to {shown(short)} by a projection, `-> {projects}`"


def _places(shape: Shape) -> int:
    """How many places an image has; the same for all else."""
    count = product(shape[1:]) if len(shape) == 3 else 1
    return count if isinstance(count, int) else 1


def _layer(start: Shape, end: Shape) -> str | None:
    """The smallest layer between two shapes; none where there is none."""
    if (
        start == end
        or len(start) != len(end)
        or not all(isinstance(size, int) for size in (*start, *end))
    ):
        return None
    if len(start) in (1, 2):
        return f"dense({end[-1]})" if start[:-1] == end[:-1] else None
    strides = {-(-int(str(a)) // int(str(b))) for a, b in zip(start[1:], end[1:], strict=True)}
    if len(start) != 3 or len(strides) != 1:
        return None
    (stride,) = strides
    fits = all(-(-int(str(a)) // stride) == b for a, b in zip(start[1:], end[1:], strict=True))
    step = f", stride={stride}" if stride > 1 else ""
    return f"conv({end[0]}, 1{step})" if fits else None
