"""Normalisation in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.norm import BatchNorm, LayerNorm, RmsNorm, TrailingNorm
from tenet.types.shape import layout


def batch_norm(op: BatchNorm, at: Lowering) -> str:
    """BatchNormalization with the running statistics; ONNX has the channels on axis 1."""
    last = at.node.types[0].rank == 2
    x = at.transposed(at.inputs[0], (0, 2, 1), "channels_first") if last else at.inputs[0]
    statistics = (at.weight("running_mean"), at.weight("running_var"))
    made = at.add(
        "BatchNormalization",
        x,
        *scale_and_shift(at, affine=op.affine),
        *statistics,
        suffix="channels" if last else "",
        epsilon=float(op.eps),
    )
    return at.transposed(made, (0, 2, 1), "") if last else made


def scale_and_shift(at: Lowering, *, affine: bool) -> tuple[str, str]:
    """The learned scale and shift of each channel, or those that change nothing."""
    if affine:
        return at.weight("weight"), at.weight("bias")
    channels = layout(at.node.types[0].shape).channels
    assert isinstance(channels, int)
    ones, zeros = np.ones(channels, np.float32), np.zeros(channels, np.float32)
    return at.build.constant(ones), at.build.constant(zeros)


def layer_norm(op: LayerNorm, at: Lowering) -> str:
    """LayerNormalization over the last axes."""
    if op.affine:
        learned = [at.weight("weight"), *([at.weight("bias")] if op.bias else [])]
    else:
        learned = [_ones(op, at)]
    return at.add(
        "LayerNormalization", at.inputs[0], *learned, axis=-op.axes, epsilon=float(op.eps)
    )


def _ones(op: TrailingNorm, at: Lowering) -> str:
    """A scale that changes nothing."""
    sizes = [at.extent(0, axis) for axis in range(-op.axes, 0)]
    joined = sizes[0] if len(sizes) == 1 else at.add("Concat", *sizes, suffix="sizes", axis=0)
    return at.add("Expand", at.number(1), joined, suffix="scale")


def rms_norm(op: RmsNorm, at: Lowering) -> str:
    """X over the root of its mean square; RMSNormalization is one node only from opset 23 on."""
    x = at.inputs[0]
    if at.opset >= 23:
        scale = at.weight("weight") if op.affine else _ones(op, at)
        return at.add("RMSNormalization", x, scale, axis=-op.axes, epsilon=float(op.eps))
    square = at.add("Mul", x, x, suffix="square")
    mean = at.reduced("ReduceMean", square, range(-op.axes, 0), keep=True, suffix="mean")
    shifted = at.add("Add", mean, at.number(op.eps), suffix="shifted")
    root = at.add("Sqrt", shifted, suffix="root")
    if not op.affine:
        return at.add("Div", x, root)
    return at.add("Mul", at.add("Div", x, root, suffix="normal"), at.weight("weight"))
