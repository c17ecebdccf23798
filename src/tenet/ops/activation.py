"""Activations: a function of each number by itself."""

from __future__ import annotations

from math import copysign, erfc, exp, inf, isinf, log1p, pi, sqrt, tanh
from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Positive
from tenet.ops.elementwise import Function, Valley
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


class Silu(Valley):
    """x sigmoid(x) (Hendrycks and Gimpel, 2016; Elfwing et al., 2018)."""

    feeds = "he"
    examples = ("network(x: f32[6]) -> y { y = x -> silu }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers; far below zero there is nothing left."""
        (x,) = numbers
        return 0.0 if x == -inf else x * Sigmoid().number(x)

    def bottom(self) -> tuple[float, float]:
        """Where 1 + exp(-x) + x exp(-x) is zero."""
        return -1.278465, -0.2784646


class Swish(Valley):
    """x sigmoid(beta x) (Ramachandran et al., 2017); with a beta of one it is `silu`."""

    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> swish }",
        "network(x: f32[6]) -> y { y = x -> swish(beta=1.7) }",
    )

    beta: Positive = 1.0
    """How sharply it bends: a large one makes a relu of it."""

    def number(self, *numbers: float) -> float:
        """Of plain numbers: silu, drawn together."""
        return Silu().number(self.beta * numbers[0]) / self.beta

    def bottom(self) -> tuple[float, float]:
        """That of silu, drawn together."""
        place, lowest = Silu().bottom()
        return place / self.beta, lowest / self.beta


class Mish(Valley):
    """x tanh(log(1 + exp(x))) (Misra, 2019)."""

    feeds = "he"
    examples = ("network(x: f32[6]) -> y { y = x -> mish }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers; far below zero there is nothing left."""
        (x,) = numbers
        return 0.0 if x == -inf else x * tanh(Softplus().number(x))

    def bottom(self) -> tuple[float, float]:
        """Found numerically."""
        return -1.192431, -0.3088413


class Softplus(Function):
    """log(1 + exp(beta x)) / beta, a smooth relu (Dugas et al., 2001)."""

    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> softplus }",
        "network(x: f32[6]) -> y { y = x -> softplus(beta=2) }",
    )

    beta: Positive = 1.0
    """How sharply it bends: a large one makes a relu of it."""

    def number(self, *numbers: float) -> float:
        """Of plain numbers, without ever overflowing."""
        (x,) = numbers
        return max(x, 0.0) + log1p(exp(-abs(self.beta * x))) / self.beta


class Softsign(Function):
    """x / (1 + |x|) (Turian et al., 2009)."""

    feeds = "xavier"
    examples = ("network(x: f32[6]) -> y { y = x -> softsign }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return copysign(1.0, x) if isinf(x) else x / (1 + abs(x))


class LogSigmoid(Function):
    """log(1 / (1 + exp(-x))): the logarithm of a probability, never above zero."""

    feeds = "xavier"
    examples = ("network(x: f32[6]) -> y { y = x -> log_sigmoid }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers, without ever overflowing."""
        return -Softplus().number(-numbers[0])
