"""Rectifiers: activations that let what is above zero through and bend what is below."""

from __future__ import annotations

from math import expm1
from typing import Literal

from tenet.catalogue.definition import Positive
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.initialisers.fixed import Constant
from tenet.ops.elementwise import Function
from tenet.types.dim import Dim
from tenet.types.shape import floats, layout, rows
from tenet.types.tensor import EVERYTHING, Interval, TensorType


class Elu(Function):
    """x above zero, alpha (exp(x) - 1) below (Clevert et al., 2015)."""

    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> elu }",
        "network(x: f32[6]) -> y { y = x -> elu(alpha=0.7) }",
    )

    alpha: Positive = 1.0
    """How far below zero it can come."""

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return x if x > 0 else self.alpha * expm1(x)


class Selu(Function):
    """scale * x above zero, scale * alpha * (exp(x) - 1) below (Klambauer et al., 2017).

    With scale = 1.0507… and alpha = 1.6733…, which keep mean zero and variance one from layer to
    layer where weights have the variance 1 / fan-in.
    """

    feeds = "lecun"
    examples = ("network(x: f32[6]) -> y { y = x -> dense(4) -> selu }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return SELU_SCALE * (x if x > 0 else SELU_ALPHA * expm1(x))


SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946
"""The solution of the fixed point equation for mean 0 and variance 1 (Klambauer et al., eq. 14)."""


class Celu(Function):
    """x above zero, alpha (exp(x / alpha) - 1) below: an elu without a kink (Barron, 2017)."""

    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> celu }",
        "network(x: f32[6]) -> y { y = x -> celu(alpha=0.5) }",
    )

    alpha: Positive = 1.0
    """How far below zero it can come."""

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return x if x > 0 else self.alpha * expm1(x / self.alpha)


class Threshold(Function):
    """x above a number, and another number instead of all else."""

    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> threshold(0.5) }",
        "network(x: f32[6]) -> y { y = x -> threshold(-1, otherwise=-2) }",
    )

    at: float
    """The number above which x stays."""
    otherwise: float = 0.0
    """What stands in place of all that is not above it."""

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return x if x > self.at else self.otherwise

    def value_range(self, *ranges: Interval) -> Interval:
        """What stays of the input's, and what stands in place of the rest."""
        (x,) = ranges
        instead = Interval(self.otherwise + 0.0, self.otherwise + 0.0)  # and no -0
        if x.high <= self.at:
            return instead
        kept = Interval(max(x.low, self.at), x.high)
        return kept if x.low > self.at else kept | instead


class Prelu(Operation):
    """x above zero, weight * x below, with learned slopes (He et al., 2015).

    Shapes: any, unchanged; `weight` is `[1]`, or `[C]` with a slope for each channel of the layout.
    """

    finds_channels = True
    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> prelu }",
        "network(x: f32[3, 4, 5]) -> y { y = x -> prelu(per=channel, init=0.1) }",
        "network(x: f32[5, 3]) -> y { y = x -> prelu(per=channel) -> dense(2) }",
    )

    per: Literal["all", "channel"] = "all"
    """Whether all numbers share one slope, or each channel has its own."""
    init: float = 0.25
    """What the slopes start from."""

    def slopes(self, x: TensorType) -> Dim:
        """How many slopes there are."""
        return 1 if self.per == "all" else layout(x.shape).channels

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = floats(types[0])
        if self.per == "channel":
            layout(rows(x).shape)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input where nothing is below zero; a slope can be any number."""
        return ranges[0] if ranges[0].low >= 0 else EVERYTHING

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The slopes."""
        # As scales of channels they count among norms, which weight decay leaves alone: it would
        # pull them to a plain relu (He et al., 2015, section 2.1).
        slopes = (self.slopes(types[0]),)
        return (ParameterSpec("weight", slopes, Role.NORM, Constant(value=self.init)),)
