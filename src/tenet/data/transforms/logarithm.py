"""Numbers of very different sizes, brought near to one another."""

from __future__ import annotations

from math import inf, log, log1p
from typing import ClassVar

from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval

ROUNDING = 1e-6


class _Logarithm(Transform):
    above: ClassVar[float]

    def result(self, *fields: FieldType) -> FieldType:
        """The logarithms of the same numbers."""
        x = fields[0].numbers()
        low, high = x.range.low, x.range.high
        if high <= self.above:
            raise Misfit(
                f"needs numbers above {self.above:g}, but its input lies in {x.range}",
                "take the logarithm before the numbers are scaled",
            )
        bottom = self._of(low) if low > self.above else -inf
        top = self._of(high)
        # A little wider, since a field is rounded to f32.
        ends = Interval(bottom - ROUNDING * abs(bottom), top + ROUNDING * abs(top))
        return replace(x, range=ends, origin=x.then(self.term()))

    def _of(self, x: float) -> float:
        return x if x == inf else (log if self.above == 0 else log1p)(x)


class Log(_Logarithm):
    """The natural logarithm of numbers above 0; predictions of such a target are undone by exp.

    Prices, incomes and counts often differ by factors: their logarithms differ by sums.
    """

    above = 0


class Log1p(_Logarithm):
    """log(1 + x) of numbers above -1, exact near 0; predictions of such a target are undone by exp(x) - 1."""

    above = -1
