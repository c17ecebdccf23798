"""Normalisation of groups of channels, each row by itself."""

from __future__ import annotations

from tenet.catalogue.definition import Count, Positive
from tenet.catalogue.operation import Operation, ParameterSpec
from tenet.ops.norm import scale_and_shift
from tenet.ops.window import sliding
from tenet.types.dim import product
from tenet.types.shape import Misfit, floats, layout, rows, shown, spatial
from tenet.types.tensor import TensorType


class GroupNorm(Operation):
    """weight * (x - mean) / sqrt(variance + eps) + bias, over groups of channels and all their places.

    Shapes: `[C]`, `[T, C]`, `[C, H, W]` or `[C, D, H, W]`, unchanged; parameters are `[C]`. Each row and
    group has a mean and a biased variance of its own; one group is layer norm over all of a row.

    Source: Wu and He (2018).
    """

    finds_channels = True
    carries = True
    examples = (
        "network(x: f32[6, 4, 4]) -> y { y = x -> group_norm(3) -> relu }",
        "network(x: f32[5, 4]) -> y { y = x -> group_norm(2, eps=1e-3) }",
        "network(x: f32[6]) -> y { y = x -> group_norm(2, affine=false) }",
        "network(x: f32[4, 2, 3, 2]) -> y { y = x -> group_norm(4) }",
    )

    groups: Count
    """Into how many parts the channels fall."""
    eps: Positive = 1e-5
    """Added to the variance, so that a constant group is no division by zero."""
    affine: bool = True
    """Whether scale and shift are learned."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = rows(floats(types[0]))
        kind = layout(x.shape)
        if len(kind.shape) > 4:
            raise Misfit(
                f"knows vectors, sequences, images and volumes, but its input is {shown(x.shape)}"
            )
        if not isinstance(kind.channels, int):
            raise Misfit(
                f"needs to know how many channels its input has, but they are {kind.channels}"
            )
        if kind.channels % self.groups:
            raise Misfit(
                f"cannot divide the {kind.channels} channels of its input into {self.groups} groups",
            )
        if kind.channels // self.groups * product(kind.places) == 1:
            raise Misfit(
                "normalises groups of one number, which makes all of them zero", "use fewer groups"
            )
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Scale and shift, if wanted."""
        return scale_and_shift((layout(types[0].shape).channels,)) if self.affine else ()

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """All axes."""
        return tuple(range(types[0].rank))


class InstanceNorm(Operation):
    """(x - mean) / sqrt(variance + eps), over the places of each channel of each row.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`, unchanged. The variance is biased; with
    `affine=true` the result is multiplied by `weight` and moved by `bias`, `[C]` each.

    Source: Ulyanov, Vedaldi and Lempitsky (2016), eq. 2.
    """

    finds_channels = True
    carries = True
    examples = (
        "network(x: f32[3, 4, 4]) -> y { y = x -> instance_norm -> relu }",
        "network(x: f32[5, 4]) -> y { y = x -> instance_norm(eps=1e-3, affine=true) }",
        "network(x: f32[2, 2, 3, 2]) -> y { y = x -> instance_norm(affine=true) }",
    )

    eps: Positive = 1e-5
    """Added to the variance, so that a constant channel is no division by zero."""
    affine: bool = False
    """Whether scale and shift are learned."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = rows(floats(types[0]))
        if product(spatial(x.shape).places) == 1:
            raise Misfit(
                f"normalises each channel over its places, but its input {shown(x.shape)} has only one",
                "use `layer_norm` or `batch_norm`",
            )
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Scale and shift, if wanted."""
        return scale_and_shift((spatial(types[0].shape).channels,)) if self.affine else ()

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """All places."""
        return sliding(spatial(types[0].shape))
