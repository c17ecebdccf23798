"""Layers whose weights are computed of other parameters: weight and spectral normalisation."""

from __future__ import annotations

from math import sqrt

from pydantic import model_validator

from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.initialisers.fixed import Constant, Ones
from tenet.ops.conv import Conv
from tenet.ops.dense import Dense
from tenet.ops.depthwise_conv import DepthwiseConv
from tenet.types.dim import Dim, product
from tenet.types.shape import Misfit, Shape
from tenet.types.tensor import Interval, TensorType

LAYERS = (Dense, Conv, DepthwiseConv)
WITHIN = "parametrizations.weight"
"""Where PyTorch keeps what a weight is computed of."""


class Reparametrised(Operation):
    """A layer that computes its weights; all else is as in the layer."""

    layer: Operation
    """The layer: `dense`, `conv` or `depthwise_conv`, with its settings."""

    @model_validator(mode="after")
    def _has_weights(self) -> Reparametrised:
        known = isinstance(self.layer, LAYERS) and not getattr(self.layer, "weight", False)
        if not known:
            raise Misfit(
                f"normalises the weights of a layer, and `{self.layer.term()}` has none of its own",
                f"such as `{self.term()}(dense(64))` or `{self.term()}(conv(64, 3))`",
                setting="layer",
            )
        return self

    @property
    def neutral(self) -> float | None:  # type: ignore[override]  # a fact of the layer
        """What padded places hold for the layer."""
        return self.layer.neutral

    def result(self, *types: TensorType) -> TensorType:
        """That of the layer."""
        return self.layer.result(*types)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the layer."""
        return self.layer.value_range(*ranges)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """What the layer mixes."""
        return self.layer.mixes(*types)

    def macs(self, *types: TensorType) -> Dim:
        """Those of the layer; what its weights cost is the same for all rows."""
        return self.layer.macs(*types)

    def weight(self, *types: TensorType) -> ParameterSpec:
        """The weights of the layer, if it had its own."""
        return next(p for p in self.layer.parameters(*types) if p.name == "weight")

    def others(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The other parameters of the layer."""
        return tuple(p for p in self.layer.parameters(*types) if p.name != "weight")


class WeightNorm(Reparametrised):
    """A layer whose weights for each output are g v / |v|, with a learned length g and direction v.

    Every length starts from 1. Shapes: those of the layer; `original0` is g, one number for each
    output, `original1` is v.

    Source: Salimans and Kingma (2016), eq. 2.
    """

    examples = (
        "network(x: f32[6]) -> y { y = x -> weight_norm(dense(4)) -> relu }",
        "network(x: f32[3, 5, 5]) -> y { y = x -> weight_norm(conv(4, 3, bias=false)) }",
        "network(x: f32[T, 3]) -> y { y = x -> weight_norm(conv(4, 3, padding=causal)) }",
        "network(x: f32[3, 5, 5]) -> y { y = x -> weight_norm(depthwise_conv(3)) }",
    )

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Lengths, directions, and what else the layer has."""
        weight = self.weight(*types)
        lengths: Shape = (weight.shape[0], *(1 for _ in weight.shape[1:]))
        return (
            ParameterSpec(f"{WITHIN}.original0", lengths, Role.NORM, Ones()),
            ParameterSpec(
                f"{WITHIN}.original1", weight.shape, Role.WEIGHT, weight.init, weight.fans
            ),
            *self.others(*types),
        )


class SpectralNorm(Reparametrised):
    """A layer whose weights are divided by their largest singular value, as a discriminator wants it.

    The value is u · W v, where while training one step of the power iteration moves u and v
    first: u = W v / |W v|, v = Wᵀ u / |Wᵀ u|. They are carried along like the statistics of a norm.

    Shapes: those of the layer; `original` is W, `_u` one number for each output, `_v` one for each
    input.

    Source: Miyato et al. (2018), algorithm 1.
    """

    examples = (
        "network(x: f32[6]) -> y { y = x -> spectral_norm(dense(4)) -> relu }",
        "network(x: f32[3, 5, 5]) -> y { y = x -> spectral_norm(conv(4, 3, stride=2)) }",
    )

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The weights, both vectors, and what else the layer has."""
        weight = self.weight(*types)
        outputs, inputs = weight.shape[0], product(weight.shape[1:])
        return (
            ParameterSpec(
                f"{WITHIN}.original", weight.shape, Role.WEIGHT, weight.init, weight.fans
            ),
            *self.others(*types),
            ParameterSpec(f"{WITHIN}.0._u", (outputs,), Role.STATISTIC, _unit(outputs)),
            ParameterSpec(f"{WITHIN}.0._v", (inputs,), Role.STATISTIC, _unit(inputs)),
        )


def _unit(size: Dim) -> Constant:
    """Equal numbers that make a vector of length 1."""
    return Constant(value=1 / sqrt(size) if isinstance(size, int) else 1.0)
