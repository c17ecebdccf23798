"""The law of a value's numbers: a function of a standard normal latent.

A number is h(u) with u ~ N(0, 1). What linear maps give is Gaussian, h(u) = mean + scale u; what an
activation gives is a table of h at fixed nodes. So elementwise functions compose exactly, and two
values of one latent, such as x and sigmoid(x), are known together.

Sums are by the midpoint rule on 128 nodes. For a function that is analytic in a strip of half width
a its error falls as exp(-2 π a / step), and a kink costs step² / 24: both far below those of as many
Gauss-Hermite nodes, whose distance near zero is thrice as large (Trefethen and Weideman, 2014, sec. 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import pairwise
from math import erfc, exp, isfinite, log, pi, sqrt
from operator import mul

STEP = 1 / 8
NODES = tuple((k + 0.5) * STEP for k in range(-64, 64))
WEIGHTS = tuple(STEP * exp(-u * u / 2) / sqrt(2 * pi) for u in NODES)
ORDER = 12
"""Up to which order the correlation map is expanded; what is left is one further power."""
DOMINATED = 0.25
"""Share of a mean square that one node may carry: beyond, the integral diverges, or nearly so."""


def mean_of(numbers: Iterable[float]) -> float:
    """The expectation of a function of the latent, given at the nodes."""
    total: float = sum(map(mul, WEIGHTS, numbers))
    return total


def below(x: float) -> float:
    """Φ(x), accurate in the tails."""
    return erfc(-x / sqrt(2)) / 2


@cache
def hermite() -> tuple[tuple[float, ...], ...]:
    """Weighted orthonormal Hermite polynomials at the nodes, from order 1 on."""
    before, now = [1.0] * len(NODES), list(NODES)
    found = [now]
    for order in range(2, ORDER + 1):
        following = [
            (u * b - sqrt(order - 1) * a) / sqrt(order)
            for u, a, b in zip(NODES, before, now, strict=True)
        ]
        before, now = now, following
        found.append(now)
    return tuple(tuple(map(mul, WEIGHTS, row)) for row in found)


class Law:
    """How the numbers of a value are spread. Values: nothing changes one."""

    def __init__(self, mean: float, scale: float, table: Sequence[float] | None = None) -> None:
        self.mean = mean
        self.scale = scale
        """h(u) = mean + scale u of a Gaussian, whose scale may be negative; else the deviation."""
        self.table = table

    @staticmethod
    def gaussian(mean: float, variance: float) -> Law:
        """N(mean, variance)."""
        return Law(mean, sqrt(max(variance, 0.0)))

    @staticmethod
    def positive(mean: float, variance: float) -> Law:
        """A lognormal law: that of a mean of what is never below zero, which is never there either."""
        if mean <= 0 or variance <= 0:
            return Law.gaussian(mean, variance)
        width = log(1 + variance / (mean * mean))
        middle, scale = log(mean) - width / 2, sqrt(width)
        return Law.tabulated([exp(middle + scale * u) for u in NODES]) or Law.gaussian(
            mean, variance
        )

    @staticmethod
    def tabulated(numbers: Sequence[float]) -> Law | None:
        """The law of h, given at the nodes; none where its mean square is not finite."""
        squares = [w * h * h for w, h in zip(WEIGHTS, numbers, strict=True)]
        total = sum(squares)
        if not isfinite(total) or max(squares) > DOMINATED * total > 0:
            return None
        mean = mean_of(numbers)
        variance = mean_of([(h - mean) ** 2 for h in numbers])
        return Law(mean, sqrt(variance), numbers)

    @property
    def variance(self) -> float:
        """The variance."""
        return self.scale * self.scale

    @property
    def square(self) -> float:
        """The mean square."""
        return self.mean * self.mean + self.scale * self.scale

    @property
    def fixed(self) -> bool:
        """Whether all numbers are the same."""
        return self.scale == 0

    @cached_property
    def numbers(self) -> Sequence[float]:
        """H at the nodes."""
        if self.table is not None:
            return self.table
        return [self.mean + self.scale * u for u in NODES]

    def affine(self, factor: float, offset: float) -> Law:
        """The law of factor h + offset."""
        mean = factor * self.mean + offset
        if self.table is None:
            return Law(mean, factor * self.scale)
        made = Law(mean, abs(factor) * self.scale, [factor * h + offset for h in self.table])
        squares, rest, power = self._expansion
        by = factor * factor
        made.__dict__["_expansion"] = (tuple(by * a for a in squares), by * rest, power)
        return made

    def within(self, low: float, high: float) -> Law | None:
        """The law of numbers that cannot leave an interval; none where all can be anywhere."""
        numbers = self.numbers
        if low <= min(numbers) and max(numbers) <= high:
            return None
        return Law.tabulated([min(max(h, low), high) for h in numbers])

    @cached_property
    def kurtosis(self) -> float:
        """E h⁴ / (E h²)²: how uneven squares are; 3 for a centred Gaussian."""
        square = self.square
        if square == 0:
            return 1.0
        if self.table is None:
            m, v = self.mean**2, self.variance
            return (3 * v * v + 6 * v * m + m * m) / (square * square)
        return mean_of([h**4 for h in self.table]) / (square * square)

    @cached_property
    def _expansion(self) -> tuple[tuple[float, ...], float, float]:
        """Squares of the Hermite coefficients, what they leave of the variance, and its power.

        The power is such that the slope at 1, E h'², is right.
        """
        table = self.numbers
        squares = tuple(sum(map(mul, row, table)) ** 2 for row in hermite())
        rest = max(self.variance - sum(squares), 0.0)
        if rest <= 1e-9 * self.variance:
            return squares, 0.0, ORDER + 1.0
        slope = mean_of([((b - a) / STEP) ** 2 for a, b in pairwise((*table, table[-1]))])
        power = (slope - sum(j * a for j, a in enumerate(squares, 1))) / rest
        return squares, rest, max(power, ORDER + 1.0)

    def covariance(self, correlation: float) -> float:
        """Of two numbers whose latents have this correlation: sum of a_j² c^j.

        The dual of an activation (Daniely, Frostig and Singer, 2016, sec. 4.2).
        """
        if self.table is None:
            return self.variance * correlation
        if correlation >= 1:
            return self.variance
        squares, rest, power = self._expansion
        total = rest * float(abs(correlation) ** power)
        if correlation < 0 and rest:
            # What is left is odd as far as what is known is.
            total *= sum(a if j % 2 else -a for j, a in enumerate(squares)) / sum(squares)
        part = 0.0
        for square in reversed(squares):
            part = (part + square) * correlation
        return total + part

    def correlated(self, correlation: float) -> float:
        """The correlation of two numbers whose latents have this one."""
        if self.table is None or self.fixed:
            return correlation
        return min(self.covariance(correlation) / self.variance, 1.0)

    def beyond(self, low: float, high: float) -> float:
        """The share of numbers that are not between two numbers."""
        if self.table is not None:
            return mean_of([float(not low <= h <= high) for h in self.table])
        if self.fixed:
            return float(not low <= self.mean <= high)
        scale = abs(self.scale)
        return below((low - self.mean) / scale) + below((self.mean - high) / scale)


def never_above(law: Law, correlation: float, bound: float, samples: float) -> float:
    """The share of Gaussian units that are at most `bound` in all of so many samples.

    E_t Φ((bound - mean - sqrt(c) s t) / (s sqrt(1 - c)))^N with t ~ N(0, 1): what samples have in
    common is t.
    """
    scale = abs(law.scale)
    if scale == 0:
        return float(law.mean <= bound)
    edge = (bound - law.mean) / scale
    common, own = sqrt(max(correlation, 0.0)), sqrt(max(1 - correlation, 1e-12))
    chances = [below((edge - common * t) / own) for t in NODES]
    return mean_of([exp(samples * log(p)) if p > 0 else 0.0 for p in chances])
