"""Normalisation: the same shape, with mean and variance put right and then learned anew."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from tenet.catalogue.definition import Count, Fraction, Positive
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.catalogue.setting import Wired
from tenet.initialisers.fixed import Constant, Ones, Zeros
from tenet.types.shape import Misfit, Shape, floats, layout, rows, shown
from tenet.types.tensor import DType, TensorType


def scale_and_shift(shape: Shape, *, bias: bool = True) -> tuple[ParameterSpec, ...]:
    """The parameters of a norm that start as if there were none."""
    scale = ParameterSpec("weight", shape, Role.NORM, Ones())
    shift = ParameterSpec("bias", shape, Role.NORM, Zeros())
    return (scale, shift) if bias else (scale,)


class BatchNorm(Operation):
    """weight * (x - mean) / sqrt(variance + eps) + bias, for each channel.

    While training, mean and (biased) variance are those of the batch and its places, and running
    statistics follow: running = (1 - momentum) * running + momentum * batch, with the unbiased
    variance. At inference the running statistics are used.

    Shapes: `[C]`, `[T, C]`, `[C, H, W]` or `[C, D, H, W]`, unchanged; parameters are `[C]`.

    Source: Ioffe and Szegedy (2015), algorithm 1.
    """

    finds_channels = True
    carries = True
    examples = (
        "network(x: f32[3, 4, 4]) -> y { y = x -> batch_norm -> relu }",
        "network(x: f32[6]) -> y { y = x -> batch_norm }",
        "network(x: f32[5, 3]) -> y { y = x -> batch_norm(momentum=0.2, eps=1e-3) }",
        "network(x: f32[2, 2, 3, 3]) -> y { y = x -> batch_norm(affine=false) }",
        "network(x: f32[5, 3], n: i64 in 1..5) -> y { y = x -> batch_norm(lengths=n) }",
    )

    momentum: Fraction = 0.1
    """How far the running statistics move towards those of a batch."""
    eps: Positive = 1e-5
    """Added to the variance, so that a constant channel is no division by zero."""
    scale_init: float = 1.0
    """What the learned scale starts from; 0 silences the last norm of a residual branch."""
    affine: bool = True
    """Whether scale and shift are learned."""
    lengths: Annotated[bool, Wired("how many places of each row are real")] = False
    """How many places of each row of sequences are real: the statistics are those of these."""

    @model_validator(mode="after")
    def _scale_is_there(self) -> BatchNorm:
        if not self.affine and self.scale_init != 1:
            raise Misfit("has no scale to start where `affine=false`", setting="scale_init")
        return self

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = rows(floats(types[0]))
        if len(layout(x.shape).shape) > 4:
            raise Misfit(
                f"knows vectors, sequences, images and volumes, but its input is {shown(x.shape)}"
            )
        if self.lengths and (x.rank != 2 or types[1].shape or types[1].dtype is not DType.I64):
            raise Misfit(
                f"takes one whole number for each sequence [T, C] as `lengths`, not {types[1]} for"
                f" {shown(x.shape)}",
            )
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Scale and shift, and the two running statistics."""
        channels = (layout(types[0].shape).channels,)
        learned = (
            ParameterSpec("weight", channels, Role.NORM, Constant(value=self.scale_init)),
            ParameterSpec("bias", channels, Role.NORM, Zeros()),
        )
        return (
            *(learned if self.affine else ()),
            ParameterSpec("running_mean", channels, Role.STATISTIC, Zeros()),
            ParameterSpec("running_var", channels, Role.STATISTIC, Ones()),
        )

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The places, whose statistics are taken while training."""
        kind = layout(types[0].shape)
        return tuple(axis for axis in range(len(kind.shape)) if axis != kind.channel_axis)


class TrailingNorm(Operation):
    """A norm of the last axes of each row, each place of which has a scale of its own."""

    carries = True

    eps: Positive = 1e-5
    """Added under the root, so that a constant row is no division by zero."""
    axes: Count = 1
    """How many of the last axes are normalised together."""
    affine: bool = True
    """Whether a scale is learned."""

    def trailing(self, x: TensorType) -> Shape:
        """The sizes of the axes that are normalised together."""
        if not x.shape:
            raise Misfit("needs an axis to normalise over, but its input is one number per row")
        if self.axes > x.rank:
            raise Misfit(
                f"normalises over {self.axes} axes, but its input is {shown(x.shape)}",
            )
        return x.shape[-self.axes :]

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = floats(types[0])
        self.trailing(x)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that are normalised together."""
        return tuple(range(types[0].rank - self.axes, types[0].rank))


class LayerNorm(TrailingNorm):
    """weight * (x - mean) / sqrt(variance + eps) + bias, over the last axes of each row.

    Shapes: `[…, F]`, unchanged; parameters are `[F]`, or the sizes of the last `axes` axes. The variance
    is biased and taken in two passes.

    Source: Ba, Kiros and Hinton (2016), eq. 3.
    """

    examples = (
        "network(x: f32[6]) -> y { y = x -> layer_norm }",
        "network(x: f32[5, 6]) -> y { y = x -> layer_norm(eps=1e-3) -> gelu }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> layer_norm(axes=2, bias=false) }",
        "network(x: f32[3, 4]) -> y { y = x -> layer_norm(axes=2, affine=false) }",
    )

    bias: bool = True
    """Whether a shift is learned beside the scale."""

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Scale and, if wanted, shift."""
        return scale_and_shift(self.trailing(types[0]), bias=self.bias) if self.affine else ()


class RmsNorm(TrailingNorm):
    """weight * x / sqrt(mean of x² + eps), over the last axes of each row.

    Shapes: `[…, F]`, unchanged; `weight` is `[F]`, or the sizes of the last `axes` axes. `eps` is a fixed
    1e-6, as in Touvron et al. (2023), where PyTorch takes the machine epsilon of the element type.

    Source: Zhang and Sennrich (2019), eq. 4.
    """

    examples = (
        "network(x: f32[6]) -> y { y = x -> rms_norm }",
        "network(x: f32[2, 3, 4]) -> y { y = x -> rms_norm(eps=1e-3, axes=2) -> gelu }",
        "network(x: f32[T, 4]) -> y { y = x -> rms_norm(affine=false) }",
    )

    eps: Positive = 1e-6
    """Added under the root, so that a row of zeros is no division by zero."""

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The scale."""
        return scale_and_shift(self.trailing(types[0]), bias=False) if self.affine else ()
