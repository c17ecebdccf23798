"""Functions of numbers written once, in products, sums and comparisons, for numpy and for ONNX alike.

Backends have logarithms and sines of their own, which differ in the last place; products, quotients and sums do
not, so that a formula of these gives the same bits everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

Reckoned = Any
"""Numbers that have `+ - * /` and comparisons: an array, or a value of a graph."""


class Choices(Protocol):
    """What has no sign of its own."""

    def where(self, condition: Any, yes: Any, no: Any) -> Any:
        """One or the other, element by element."""

    def floor(self, x: Any) -> Any:
        """The next whole number below."""


SINE = (
    6.283185307179586,
    -41.341702240399755,
    81.60524927607504,
    -76.70585975306136,
    42.058693944897634,
    -15.094642576822984,
    3.8199525848482803,
    -0.7181223017785001,
    0.10422916220813978,
    -0.012031585942120619,
    0.0011309237482517954,
)
"""(-1)^k (2π)^(2k+1) / (2k+1)!, the Taylor series of sin(2π t); for |t| <= 1/4 what is left out is below 1e-18."""
LOGARITHM = tuple(2 / (2 * k + 1) for k in range(12))
"""log((1 + s) / (1 - s)) = Σ 2 s^(2k+1) / (2k+1); for |s| <= 0.172 what is left out is below 1e-19."""
EXPONENTIAL = tuple(
    1 / n
    for n in (
        1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800,
        87178291200,
    )
)  # fmt: skip
"""1 / k!, the Taylor series of exp(r) - 1; for |r| <= log(2) / 2 what is left out is below 1e-18."""
HALVINGS = (512, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1)
"""Powers of two of powers of two, by which any number comes into 1..2; the smallest ones need the first twice."""
LOG_2 = 0.6931471803691238, 1.9082149292705877e-10
"""log(2) in two parts; the first has so few digits that whole multiples of it are exact (fdlibm)."""
FURTHEST = 700.0
"""Beyond this the exponential is 0 or infinite as a float32."""


def series(factors: Iterable[float], x: Reckoned) -> Reckoned:
    """factors[0] + factors[1] x + …, by Horner's rule."""
    total: Reckoned
    total, *others = reversed(tuple(factors))
    for factor in others:
        total = total * x + factor
    return total


def sine(turns: Reckoned, choose: Choices) -> Reckoned:
    """sin(2π t): t is brought into -1/2..1/2, and folded into -1/4..1/4, where the sine is the same."""
    part = turns - choose.floor(turns + 0.5)
    part = choose.where(part > 0.25, 0.5 - part, part)
    part = choose.where(part < -0.25, -0.5 - part, part)
    return series(SINE, part * part) * part


def logarithm(x: Reckoned, choose: Choices) -> Reckoned:
    """The natural logarithm; NaN where a number is not above 0."""
    part: Reckoned = x
    power: Reckoned = 0.0
    for step in HALVINGS:
        large, small = part >= 2.0**step, part < 2.0 ** (1 - step)
        power = choose.where(large, power + step, choose.where(small, power - step, power))
        part = choose.where(large, part * 2.0**-step, choose.where(small, part * 2.0**step, part))
    above = part > 1.4142135623730951
    part, power = choose.where(above, part * 0.5, part), choose.where(above, power + 1.0, power)
    share = (part - 1.0) / (part + 1.0)
    curve = series(LOGARITHM, share * share) * share
    found = power * LOG_2[0] + (power * LOG_2[1] + curve)
    return choose.where(x > 0.0, found, x * float("nan"))


def logarithm_of_more(x: Reckoned, choose: Choices) -> Reckoned:
    """The logarithm of 1 + x, to the last places near 0 too (Kahan); NaN where a number is not above -1."""
    more = x + 1.0
    change = more - 1.0
    nothing = (change >= 0.0) & (change <= 0.0)
    safe = choose.where(nothing, 1.0, change)
    return choose.where(nothing, x, logarithm(more, choose) * (x / safe))


def exponential(x: Reckoned, choose: Choices, less: float = 0.0) -> Reckoned:
    """The exponential of x, minus `less`, where `less` is 0 or 1; infinite, or nearly nothing, beyond what a float32 holds."""
    near = choose.where(x > FURTHEST, FURTHEST, x)
    near = choose.where(near < -FURTHEST, -FURTHEST, near)
    power = choose.floor(near * 1.4426950408889634 + 0.5)
    rest = (near - power * LOG_2[0]) - power * LOG_2[1]
    curve = series(EXPONENTIAL, rest) * rest
    scale: Reckoned = 1.0
    left = power
    for step in HALVINGS:
        up, down = left >= float(step), left <= -float(step)
        scale = choose.where(up, scale * 2.0**step, choose.where(down, scale * 2.0**-step, scale))
        left = choose.where(up, left - step, choose.where(down, left + step, left))
    return scale * curve + (scale - less)


def year_gone(days: Reckoned, choose: Choices) -> Reckoned:
    """The share of the year that has gone by, of days since 1970-01-01 (Hinnant, 2013: days of eras of 400 years)."""
    whole = choose.floor(days)
    since = whole + 719468.0  # from the first of March of year 0
    day = since - choose.floor(since / 146097.0) * 146097.0  # in its 400 years
    leaps = choose.floor(day / 1460.0) - choose.floor(day / 36524.0)
    year = choose.floor((day - (leaps + choose.floor(day / 146096.0))) / 365.0)
    before = year * 365.0 + choose.floor(year / 4.0) - choose.floor(year / 100.0)
    from_march = day - before
    late = from_march >= 306.0  # January and February are of the next year
    number = choose.where(late, year + 1.0, year)
    leap = _divides(number, 4.0, choose) - _divides(number, 100.0, choose)
    leap = leap + _divides(number, 400.0, choose)
    gone = choose.where(late, from_march - 306.0, from_march + (leap + 59.0))
    return (gone + (days - whole)) / (leap + 365.0)


def _divides(number: Reckoned, by: float, choose: Choices) -> Reckoned:
    """1 where it does, else 0."""
    return choose.where(choose.floor(number / by) * by >= number, 1.0, 0.0)


def week_gone(days: Reckoned, choose: Choices) -> Reckoned:
    """The share of the week that has gone by since Monday; 1970-01-01 was a Thursday."""
    weeks = (days + 3.0) / 7.0
    return weeks - choose.floor(weeks)


def day_gone(days: Reckoned, choose: Choices) -> Reckoned:
    """The share of the day that has gone by."""
    return days - choose.floor(days)


PARTS = {"day_of_year": year_gone, "day_of_week": week_gone, "time_of_day": day_gone}
"""The formula of each part of a calendar."""
