"""Activations: a function of each number by itself."""

from __future__ import annotations

from math import exp, tanh
from typing import Annotated

from pydantic import Field

from tenet.catalogue.operation import Operation
from tenet.types.shape import floats
from tenet.types.tensor import Interval, TensorType


class Activation(Operation):
    """A function of each number by itself. Shapes: any, unchanged."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        return TensorType(floats(types[0]).dtype, types[0].shape, batched=types[0].batched)


class Relu(Activation):
    """max(x, 0) (Nair and Hinton, 2010)."""

    feeds = "he"
    examples = ("network(x: f32[6]) -> y { y = x -> relu }",)

    def value_range(self, *ranges: Interval) -> Interval:
        """The input's, cut at zero."""
        return Interval(max(ranges[0].low, 0), max(ranges[0].high, 0))


class LeakyRelu(Activation):
    """x above zero, slope * x below (Maas et al., 2013)."""

    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> leaky_relu }",
        "network(x: f32[6]) -> y { y = x -> leaky_relu(0.2) }",
    )

    slope: Annotated[float, Field(ge=0, le=1)] = 0.01
    """What negative numbers are multiplied by."""

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through: the function never falls."""
        return Interval(self._at(ranges[0].low), self._at(ranges[0].high))

    def _at(self, x: float) -> float:
        if x > 0:
            return x
        return x * self.slope if x and self.slope else 0.0


class Sigmoid(Activation):
    """1 / (1 + exp(-x))."""

    feeds = "xavier"
    examples = ("network(x: f32[6]) -> y { y = x -> sigmoid }",)

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through: the function rises."""
        return Interval(_sigmoid(ranges[0].low), _sigmoid(ranges[0].high))


class Tanh(Activation):
    """The hyperbolic tangent."""

    feeds = "xavier"
    examples = ("network(x: f32[6]) -> y { y = x -> tanh }",)

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through: the function rises."""
        return Interval(tanh(ranges[0].low), tanh(ranges[0].high))


class Gelu(Activation):
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

    def value_range(self, *ranges: Interval) -> Interval:
        """Never below its minimum, -0.17, nor above the larger of the input's end and zero."""
        return Interval(-0.1701 if ranges[0].low < 0 else 0, max(ranges[0].high, 0))


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))
