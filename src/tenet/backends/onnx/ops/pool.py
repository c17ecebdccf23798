"""Pooling in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.backends.onnx.ops.conv import flat
from tenet.ops.pool import (
    AdaptiveAvgPool,
    AdaptiveMaxPool,
    AvgPool,
    GlobalAvgPool,
    GlobalMaxPool,
    L2Pool,
    MaxPool,
)
from tenet.ops.window import Window
from tenet.types.shape import spatial


def max_pool(op: MaxPool, at: Lowering) -> str:
    """MaxPool; what is added at the edges is never the largest.

    ONNX Runtime pools with paddings smaller than the kernel, dilated or not; larger ones go before.
    """
    window = op.window(at.node.types[0])
    wide = any(max(pad) >= k for pad, k in zip(window.pads, window.kernel, strict=True))
    return _pool("MaxPool", window, at, before=wide, dilations=list(window.dilation))


def avg_pool(op: AvgPool, at: Lowering) -> str:
    """AveragePool; ONNX leaves what is beyond the edge out of the mean, as the language does."""
    window = op.window(at.node.types[0])
    return _pool("AveragePool", window, at, count_include_pad=int(op.count_padding))


def l2_pool(op: L2Pool, at: Lowering) -> str:
    """LpPool of squares."""
    return _pool("LpPool", op.window(at.node.types[0]), at, p=2)


def adaptive_avg_pool(op: AdaptiveAvgPool, at: Lowering) -> str:
    """AveragePool with the windows that the sizes ask for."""
    return _pool("AveragePool", op.window(at.node.types[0]), at)


def adaptive_max_pool(op: AdaptiveMaxPool, at: Lowering) -> str:
    """MaxPool with the windows that the sizes ask for."""
    return _pool("MaxPool", op.window(at.node.types[0]), at)


def global_avg_pool(op: GlobalAvgPool, at: Lowering) -> str:
    """The mean over all places."""
    return _over_places("ReduceMean", at)


def global_max_pool(op: GlobalMaxPool, at: Lowering) -> str:
    """The largest over all places."""
    return _over_places("ReduceMax", at)


def _over_places(op_type: str, at: Lowering) -> str:
    """A reduction over all places: one node where ONNX's global pools would need a `Squeeze` too."""
    layout = spatial(at.node.types[0].shape)
    first = 1 if layout.channels_last else 2
    axes = range(first, first + len(layout.places))
    return at.reduced(op_type, at.inputs[0], axes, keep=False)


def _pool(
    op_type: str, window: Window, at: Lowering, *, before: bool = False, **attributes: object
) -> str:
    """A pooling node; with its padding `before` it, for a maximum."""
    last = window.layout.channels_last
    x = at.transposed(at.inputs[0], (0, 2, 1), "channels_first") if last else at.inputs[0]
    pads = window.pads
    if before:
        sides = at.integers(*flat(((0, 0), (0, 0), *pads)))
        lowest = at.build.constant(np.array(-np.inf, np.float32))
        x, pads = at.add("Pad", x, sides, lowest, suffix="padded"), ((0, 0),) * len(pads)
    made = at.add(
        op_type,
        x,
        suffix="channels" if last else "",
        kernel_shape=list(window.kernel),
        strides=list(window.stride),
        pads=flat(pads),
        **attributes,
    )
    return at.transposed(made, (0, 2, 1), "") if last else made
