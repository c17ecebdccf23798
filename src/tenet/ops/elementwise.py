"""Functions of numbers: the same for a static number while compiling as for each element of a tensor."""

from __future__ import annotations

from abc import abstractmethod
from itertools import product
from math import inf, isfinite, isnan

from tenet.catalogue.operation import Operation
from tenet.types.shape import floats, numbers
from tenet.types.tensor import EVERYTHING, Interval, TensorType

LARGEST = (2 - 2**-23) * 2.0**127
"""The largest float32; what lies beyond it is infinite at run time."""
ROUNDING = 1e-6
"""How far a few roundings take a float32 away, for each unit of its size."""


class Elementwise(Operation):
    """A function of one or two numbers, applied to every element by itself."""

    finds_channels = True
    of_integers = False
    """Whether it takes whole numbers too, and gives whole numbers of them."""

    @abstractmethod
    def number(self, *numbers: float) -> float:
        """The function of plain numbers; whole numbers stay whole where they can.

        Raises:
            ValueError: it has no value there.
            ArithmeticError: it divides by zero, or its value is beyond every float.
        """

    def operand(self, kind: TensorType) -> TensorType:
        """The type of an input, provided that the function takes such elements."""
        return numbers(kind) if self.of_integers else floats(kind)

    def value_range(self, *ranges: Interval) -> Interval:
        """The extremes at the ends, which are exact where the function turns in none of its numbers.

        Ends that have no value together, such as infinity minus infinity, are no extreme: on the way
        there the other ends are reached.
        """
        corners = product(*((_limited(r.low), _limited(r.high)) for r in ranges))
        ends = [end for corner in corners if not isnan(end := self._end(*corner))]
        return Interval(min(*ends, LARGEST), max(*ends, -LARGEST)) if ends else EVERYTHING

    def _end(self, *corner: float) -> float:
        try:
            return _limited(self.number(*corner))
        except OverflowError:
            return inf


class Function(Elementwise):
    """A function of each number by itself. Shapes: any, unchanged."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = self.operand(types[0])
        return TensorType(x.dtype, x.shape, batched=x.batched)


class Valley(Function):
    """A function of each number that falls to a lowest value, and rises. Shapes: any, unchanged."""

    @abstractmethod
    def bottom(self) -> tuple[float, float]:
        """Where it is lowest, and a number that it is never below there."""

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through, and the lowest value where it lies between them."""
        (x,) = ranges
        place, lowest = self.bottom()
        ends = super().value_range(x)
        return Interval(lowest, ends.high) if x.low <= place <= x.high else ends


def loosened(x: Interval) -> Interval:
    """The interval as what jumps at whole numbers must see it: rounding may have reached one.

    An end that is a whole number is taken to be exact.
    """
    return Interval(x.low - _slack(x.low), x.high + _slack(x.high))


def _slack(end: float) -> float:
    return ROUNDING * max(1.0, abs(end)) if isfinite(end) and end % 1 else 0.0


def _limited(x: float) -> float:
    """The number as a float32 can hold it, without the sign of a negative zero."""
    if abs(x) > LARGEST:
        return inf if x > 0 else -inf
    return float(x) + 0.0
