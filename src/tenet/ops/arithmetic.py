"""Arithmetic on two tensors, element by element; shapes align at the right, size 1 stretches."""

from __future__ import annotations

from itertools import product
from math import inf, isnan

from tenet.catalogue.inputs import TWO
from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, broadcast, floats
from tenet.types.tensor import EVERYTHING, Interval, TensorType


class Arithmetic(Operation):
    """A function of two numbers at a time. Shapes: broadcast, with size 1 stretching."""

    inputs = TWO
    carries = True

    def result(self, *types: TensorType) -> TensorType:
        """The broadcast shape."""
        a, b = types
        if a.dtype is not b.dtype:
            raise Misfit(f"needs one element type, but it is given {a.dtype} and {b.dtype}")
        return TensorType(a.dtype, broadcast(a.shape, b.shape), batched=a.batched or b.batched)


class Add(Arithmetic):
    """a + b."""

    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = a + b }",
        "network(a: f32[3, 4, 4]) -> y { y = (a, a -> conv(3, 3)) -> add -> relu }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """The ends added."""
        a, b = ranges
        return Interval(a.low + b.low, a.high + b.high)


class Sub(Arithmetic):
    """a - b."""

    examples = (
        "network(a: f32[3, 4], b: f32[3, 1]) -> y { y = a - b }",
        "network(a: f32[4]) -> y { y = 1 - a }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """The ends subtracted."""
        a, b = ranges
        return Interval(a.low - b.high, a.high - b.low)


class Mul(Arithmetic):
    """a * b."""

    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = a * b }",
        "network(a: f32[4]) -> y { y = a * 0.5 }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """The extremes among the products of ends; zero times infinity is zero."""
        a, b = ranges
        ends = [
            0.0 if 0 in pair else pair[0] * pair[1]
            for pair in product((a.low, a.high), (b.low, b.high))
        ]
        return Interval(min(ends), max(ends))


class Div(Arithmetic):
    """a / b, of floats."""

    examples = ("network(a: f32[3, 4], b: f32[4] in 1..2) -> y { y = a / b }",)

    def result(self, *types: TensorType) -> TensorType:
        """The broadcast shape; whole numbers are not divided."""
        floats(types[0])
        return super().result(*types)

    def value_range(self, *ranges: Interval) -> Interval:
        """The extremes among the quotients of ends, unless the divisor may be zero."""
        a, b = ranges
        if b.low <= 0 <= b.high:
            return EVERYTHING
        ends = [x / y for x, y in product((a.low, a.high), (b.low, b.high))]
        return Interval(
            min(-inf if isnan(end) else end for end in ends),
            max(inf if isnan(end) else end for end in ends),
        )
