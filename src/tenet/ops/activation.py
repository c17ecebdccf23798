"""Activations: a function of each number by itself."""

from __future__ import annotations

from math import erfc, exp, pi, sqrt, tanh
from typing import Annotated

from pydantic import Field

from tenet.ops.elementwise import Function
from tenet.types.tensor import Interval


class Relu(Function):
    """max(x, 0) (Nair and Hinton, 2010)."""

    feeds = "he"
    examples = ("network(x: f32[6]) -> y { y = x -> relu }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return max(numbers[0], 0)


class LeakyRelu(Function):
    """x above zero, slope * x below (Maas et al., 2013)."""

    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> leaky_relu }",
        "network(x: f32[6]) -> y { y = x -> leaky_relu(0.2) }",
    )

    slope: Annotated[float, Field(ge=0, le=1)] = 0.01
    """What negative numbers are multiplied by."""

    def number(self, *numbers: float) -> float:
        """Of plain numbers; a slope of zero makes zero of everything below."""
        (x,) = numbers
        if x > 0:
            return x
        return x * self.slope if self.slope else 0.0


class Sigmoid(Function):
    """1 / (1 + exp(-x))."""

    feeds = "xavier"
    examples = ("network(x: f32[6]) -> y { y = x -> sigmoid }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers, without ever overflowing."""
        (x,) = numbers
        return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


class Tanh(Function):
    """The hyperbolic tangent."""

    feeds = "xavier"
    examples = ("network(x: f32[6]) -> y { y = x -> tanh }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return tanh(numbers[0])


class Gelu(Function):
    """x Φ(x), with the exact normal distribution function Φ (Hendrycks and Gimpel, 2016).

    `approximate=true` is their eq. 2, x/2 (1 + tanh(sqrt(2/π) (x + 0.044715 x³))).
    """

    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> gelu }",
        "network(x: f32[6]) -> y { y = x -> gelu(approximate=true) }",
    )

    approximate: bool = False
    """Whether to use the approximation by tanh."""

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        if self.approximate:
            return x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))
        return x / 2 * erfc(-x / sqrt(2))

    def value_range(self, *ranges: Interval) -> Interval:
        """Never below its minimum, -0.17, nor above the larger of the input's end and zero."""
        return Interval(-0.1701 if ranges[0].low < 0 else 0, max(ranges[0].high, 0))
