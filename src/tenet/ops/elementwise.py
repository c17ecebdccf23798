"""Functions of numbers: the same for a static number while compiling as for each element of a tensor."""

from __future__ import annotations

from abc import abstractmethod
from itertools import product
from math import inf, isnan

from tenet.catalogue.operation import Operation
from tenet.types.shape import floats, numbers
from tenet.types.tensor import EVERYTHING, Interval, TensorType

LARGEST = (2 - 2**-23) * 2.0**127
"""The largest float32; what lies beyond it is infinite at run time."""


class Elementwise(Operation):
    """A function of one or two numbers, applied to every element by itself."""

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


def _limited(x: float) -> float:
    """The number as a float32 can hold it, without the sign of a negative zero."""
    if abs(x) > LARGEST:
        return inf if x > 0 else -inf
    return float(x) + 0.0
