"""Normalisation: the same shape, with mean and variance put right and then learned anew."""

from __future__ import annotations

from tenet.catalogue.definition import Fraction, Positive
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.initialisers.fixed import Constant, Ones, Zeros
from tenet.types.shape import Misfit, floats, layout, rows, shown
from tenet.types.tensor import TensorType


class BatchNorm(Operation):
    """weight * (x - mean) / sqrt(variance + eps) + bias, for each channel.

    While training, mean and (biased) variance are those of the batch and its places, and running
    statistics follow: running = (1 - momentum) * running + momentum * batch, with the unbiased
    variance. At inference the running statistics are used.

    Shapes: `[C]`, `[T, C]`, `[C, H, W]` or `[C, D, H, W]`, unchanged; parameters are `[C]`.

    Source: Ioffe and Szegedy (2015), algorithm 1.
    """

    carries = True
    examples = (
        "network(x: f32[3, 4, 4]) -> y { y = x -> batch_norm -> relu }",
        "network(x: f32[6]) -> y { y = x -> batch_norm }",
        "network(x: f32[5, 3]) -> y { y = x -> batch_norm(momentum=0.2, eps=1e-3) }",
    )

    momentum: Fraction = 0.1
    """How far the running statistics move towards those of a batch."""
    eps: Positive = 1e-5
    """Added to the variance, so that a constant channel is no division by zero."""
    scale_init: float = 1.0
    """What the learned scale starts from; 0 silences the last norm of a residual branch."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = rows(floats(types[0]))
        if len(layout(x.shape).shape) > 4:
            raise Misfit(
                f"knows vectors, sequences, images and volumes, but its input is {shown(x.shape)}"
            )
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Scale and shift, and the two running statistics."""
        channels = (layout(types[0].shape).channels,)
        return (
            ParameterSpec("weight", channels, Role.NORM, Constant(value=self.scale_init)),
            ParameterSpec("bias", channels, Role.NORM, Zeros()),
            ParameterSpec("running_mean", channels, Role.STATISTIC, Zeros()),
            ParameterSpec("running_var", channels, Role.STATISTIC, Ones()),
        )


class LayerNorm(Operation):
    """weight * (x - mean) / sqrt(variance + eps) + bias, over the last axis of each row.

    Shapes: `[…, F]`, unchanged; parameters are `[F]`. The variance is biased and taken in two passes.

    Source: Ba, Kiros and Hinton (2016), eq. 3.
    """

    carries = True
    examples = (
        "network(x: f32[6]) -> y { y = x -> layer_norm }",
        "network(x: f32[5, 6]) -> y { y = x -> layer_norm(eps=1e-3) -> gelu }",
    )

    eps: Positive = 1e-5
    """Added to the variance, so that a constant row is no division by zero."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = floats(types[0])
        if not x.shape:
            raise Misfit("needs an axis to normalise over, but its input is one number per row")
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Scale and shift."""
        features = (types[0].shape[-1],)
        return (
            ParameterSpec("weight", features, Role.NORM, Ones()),
            ParameterSpec("bias", features, Role.NORM, Zeros()),
        )
