"""Normalisation in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.norm import BatchNorm, LayerNorm


def batch_norm(op: BatchNorm, at: Lowering) -> str:
    """BatchNormalization with the running statistics; ONNX has the channels on axis 1."""
    last = at.node.types[0].rank == 2
    x = at.transposed(at.inputs[0], (0, 2, 1), "channels_first") if last else at.inputs[0]
    names = ("weight", "bias", "running_mean", "running_var")
    made = at.add(
        "BatchNormalization",
        x,
        *(at.weight(name) for name in names),
        suffix="channels" if last else "",
        epsilon=float(op.eps),
    )
    return at.transposed(made, (0, 2, 1), "") if last else made


def layer_norm(op: LayerNorm, at: Lowering) -> str:
    """LayerNormalization over the last axis."""
    return at.add(
        "LayerNormalization",
        at.inputs[0],
        at.weight("weight"),
        at.weight("bias"),
        axis=-1,
        epsilon=float(op.eps),
    )
