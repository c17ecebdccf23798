"""Reductions: several numbers of a row to one."""

from __future__ import annotations

from math import inf
from typing import Annotated, Literal

from pydantic import Field

from tenet.catalogue.operation import Operation
from tenet.types.dim import Dim, product
from tenet.types.shape import Misfit, axes_of, floats, numbers, truths
from tenet.types.tensor import Interval, TensorType

Axes = int | Annotated[tuple[int, ...], Field(min_length=1)] | None
"""One axis, several, or none in particular; the batch is never counted."""
ROUNDED_UP = 1 + 2.0**-20
"""By how much rounding may lift a number beyond its bound."""


def spelt(axis: int | tuple[int, ...], rank: int) -> tuple[int, ...]:
    """One axis or several, counted from the front."""
    return axes_of((axis,) if isinstance(axis, int) else axis, rank)


def repeated(x: Interval, count: int) -> Interval:
    """Where the sum of so many whole numbers lies, each of which lies there."""
    return Interval(x.low * count, x.high * count) if count else Interval(0, 0)


def powered(size: float, count: int) -> float:
    """The product of so many numbers of one size."""
    try:
        return float(size**count)
    except OverflowError:
        return inf


class Reduction(Operation):
    """Several numbers of a row to one, along some axes or over the whole row.

    Shapes: any; the axes go, or stay with size 1 where they are kept. Over the whole row one number
    is left. What is the same for all rows stays so.
    """

    carries = True

    axis: Axes = None
    """The axis or axes along which to go; over the whole row unless given."""
    keep: bool = False
    """Whether each of them stays, with size 1."""

    def along(self, x: TensorType) -> tuple[int, ...]:
        """The axes, counted from 0 without the batch."""
        return tuple(range(x.rank)) if self.axis is None else spelt(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The axes that are left."""
        x = numbers(types[0])
        return TensorType(x.dtype, self.left(x), batched=x.batched)

    def left(self, x: TensorType) -> tuple[Dim, ...]:
        """The sizes of the axes that are left."""
        gone = self.along(x)
        shape: tuple[Dim, ...] = ()
        for axis, size in enumerate(x.shape):
            if axis not in gone:
                shape += (size,)
            elif self.keep:
                shape += (1,)
        return shape

    def count(self, x: TensorType) -> Dim:
        """How many numbers become one."""
        return product(tuple(x.shape[axis] for axis in self.along(x)))

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input: what comes out lies among the numbers."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that go."""
        return self.along(types[0])


class OfFloats(Reduction):
    """A reduction of floats alone: of whole numbers it would be no whole number.

    Shapes: any; the axes go, or stay with size 1 where they are kept.
    """

    def result(self, *types: TensorType) -> TensorType:
        """The axes that are left."""
        floats(types[0])
        return super().result(*types)


class Sum(Reduction):
    """The sum of the numbers."""

    neutral = 0.0
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> sum }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> sum(axis=[0, -1]) }",
        "network(x: f32[3, 4]) -> y { y = x -> sum(axis=1, keep=true) }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """Unbounded on each side on which there are numbers."""
        (x,) = ranges
        return Interval(-inf if x.low < 0 else 0, inf if x.high > 0 else 0)

    def range_of(self, *types: TensorType) -> Interval:
        """The same; of whole numbers, whose sum is exact, as many times as there are numbers."""
        (x,) = types
        count = self.count(x)
        if isinstance(count, int) and x.dtype.is_integer:
            return repeated(x.range, count)
        return super().range_of(x)


class Mean(OfFloats):
    """The mean of the numbers, which are floats."""

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> mean }",
        "network(x: f32[2, 3, 4]) -> y { y = x - (x -> mean(axis=[1, 2], keep=true)) }",
    )


class Max(Reduction):
    """The largest of the numbers; equal ones share the gradient."""

    neutral = -inf
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> max }",
        "network(x: f32[3, 4]) -> y { y = x -> max(axis=0) }",
    )


class Min(Reduction):
    """The smallest of the numbers; equal ones share the gradient."""

    neutral = inf
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> min }",
        "network(x: f32[3, 4]) -> y { y = x -> min(axis=-1, keep=true) }",
    )


class Prod(Reduction):
    """The product of the numbers."""

    neutral = 1.0
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> prod }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> prod(axis=[0, -1]) }",
        "network(x: f32[3, 4]) -> y { y = x -> prod(axis=1, keep=true) }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """Numbers of at most one in size make no larger ones, those above one no smaller ones."""
        (x,) = ranges
        size = max(-x.low, x.high)
        high = size if size <= 1 else inf
        if x.low >= 0:
            return Interval(x.low if x.low >= 1 else 0, high)
        return Interval(-high, high)

    def range_of(self, *types: TensorType) -> Interval:
        """The same; of whole numbers, no further than the largest of them, as often as there are numbers."""
        (x,) = types
        count, range_ = self.count(x), super().range_of(x)
        if not isinstance(count, int) or not x.dtype.is_integer:
            return range_
        size = powered(max(-x.range.low, x.range.high), count)
        low = powered(x.range.low, count) if x.range.low >= 1 else max(range_.low, -size)
        return Interval(low, min(range_.high, size))


class Spread(OfFloats):
    """How far the numbers lie from their mean.

    Shapes: any; the axes go, or stay with size 1 where they are kept.
    """

    unbiased: bool = False
    """Whether to divide by one less than there are numbers (Bessel's correction)."""

    def result(self, *types: TensorType) -> TensorType:
        """The axes that are left; one number alone does not vary."""
        x = types[0]
        along = self.along(x)
        if not along:
            raise Misfit("needs an axis, but its input is one number per row")
        if self.unbiased and self.count(x) == 1:
            raise Misfit(
                "divides by one less than there are numbers, but there is one alone",
                "leave `unbiased` out, or go over more axes",
            )
        return super().result(*types)

    def largest_variance(self, x: Interval) -> float:
        """A quarter of the squared width (Popoviciu, 1935); twice that for two numbers, unbiased."""
        return (x.high - x.low) ** 2 / (2 if self.unbiased else 4) * ROUNDED_UP


class Variance(Spread):
    """The mean of (x - mean)²: their sum divided by n, or by n - 1 where it is to be unbiased."""

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> variance }",
        "network(x: f32[T, 3]) -> y { y = x -> variance(axis=0) }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> variance(axis=[1, 2], keep=true, unbiased=true) }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """Not below zero, and at most what the width allows."""
        return Interval(0, self.largest_variance(*ranges))


class Std(Spread):
    """The standard deviation: the square root of the variance; of equal numbers its derivative is 0."""

    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> std }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> std(axis=[1, 2], keep=true, unbiased=true) }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """Not below zero, and at most what the width allows."""
        return Interval(0, self.largest_variance(*ranges) ** 0.5 * ROUNDED_UP)


class Logsumexp(OfFloats):
    """log(sum(exp(x))), without overflowing: a smooth maximum."""

    neutral = -inf
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> logsumexp }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> logsumexp(axis=[0, -1]) }",
        "network(x: f32[3, 4]) -> y { y = x -> logsumexp(axis=1, keep=true) }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """At least the largest of the numbers."""
        return Interval(ranges[0].low)


Power = Literal[1, 2, "inf"]
"""Which norm: the sum of sizes, the length, or the largest size."""


class Norm(OfFloats):
    """How long a vector is: (sum of |x|ᵖ) to the power of 1/p; for p = inf the largest |x|.

    Of zeros the derivative is zero. Shapes: any; the axes go, or stay with size 1.
    """

    neutral = 0.0
    examples = (
        "network(x: f32[3, 4]) -> y { y = x -> norm }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> norm(p=1, axis=[0, -1]) }",
        "network(x: f32[3, 4]) -> y { y = x -> norm(p=inf, axis=1, keep=true) }",
    )

    p: Power = 2
    """1 for the sum of sizes, 2 for the Euclidean length, `inf` for the largest size."""

    def result(self, *types: TensorType) -> TensorType:
        """The axes that are left."""
        if not types[0].rank:
            raise Misfit("needs an axis, but its input is one number per row", "use `abs`")
        return super().result(*types)

    def value_range(self, *ranges: Interval) -> Interval:
        """Not below the size of any of the numbers."""
        (x,) = ranges
        least = max(x.low, -x.high, 0)
        return Interval(least, max(-x.low, x.high) if self.p == "inf" else inf)


class OfTruths(Reduction):
    """Whether something holds of the elements, which are true or false.

    Shapes: any; the axes go, or stay with size 1 where they are kept.
    """

    def result(self, *types: TensorType) -> TensorType:
        """The axes that are left."""
        x = truths(types[0])
        return TensorType(x.dtype, self.left(x), batched=x.batched)


class Any(OfTruths):
    """Whether any of the elements is true."""

    neutral = 0.0
    examples = (
        "network(x: bool[3, 4]) -> y { y = x -> any }",
        "network(x: bool[2, 3, 4]) -> y { y = x -> any(axis=[0, -1], keep=true) }",
    )


class All(OfTruths):
    """Whether all of the elements are true."""

    neutral = 1.0
    examples = (
        "network(x: bool[3, 4]) -> y { y = x -> all }",
        "network(x: bool[2, 3, 4]) -> y { y = x -> all(axis=[0, -1], keep=true) }",
    )
