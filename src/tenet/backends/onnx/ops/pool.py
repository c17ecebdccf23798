"""Pooling in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.backends.onnx.ops.conv import flat
from tenet.ops.pool import AvgPool, GlobalAvgPool, MaxPool, Pool
from tenet.types.shape import spatial


def max_pool(op: MaxPool, at: Lowering) -> str:
    """MaxPool; what is added at the edges is never the largest."""
    return _pool("MaxPool", op, at)


def avg_pool(op: AvgPool, at: Lowering) -> str:
    """AveragePool; ONNX leaves what is beyond the edge out of the mean, as the language does."""
    return _pool("AveragePool", op, at, count_include_pad=0)


def global_avg_pool(op: GlobalAvgPool, at: Lowering) -> str:
    """The mean over all places."""
    layout = spatial(at.node.types[0].shape)
    axes = [a + 1 for a in range(len(layout.shape)) if a != layout.channel_axis]
    return at.add("ReduceMean", at.inputs[0], at.integers(*axes), keepdims=0)


def _pool(op_type: str, op: Pool, at: Lowering, **attributes: object) -> str:
    layout, kernel, stride = op.sizes(at.node.types[0])
    last = layout.channels_last
    x = at.transposed(at.inputs[0], (0, 2, 1), "channels_first") if last else at.inputs[0]
    made = at.add(
        op_type,
        x,
        suffix="channels" if last else "",
        kernel_shape=list(kernel),
        strides=list(stride),
        pads=flat(op.pads(at.node.types[0])),
        **attributes,
    )
    return at.transposed(made, (0, 2, 1), "") if last else made
