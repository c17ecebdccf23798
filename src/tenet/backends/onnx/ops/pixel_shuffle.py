"""The exchange of channels and places in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.pixel_shuffle import PixelShuffle, PixelUnshuffle


def pixel_shuffle(op: PixelShuffle, at: Lowering) -> str:
    """DepthToSpace in the order column, row, depth, which is PyTorch's."""
    return at.add("DepthToSpace", at.inputs[0], blocksize=op.factor, mode="CRD")


def pixel_unshuffle(op: PixelUnshuffle, at: Lowering) -> str:
    """SpaceToDepth, whose channels come in another order: the places of one go before the channels."""
    channels = at.node.types[0].shape[0]
    assert isinstance(channels, int)
    parts = np.arange(channels * op.factor**2, dtype=np.int64).reshape(op.factor**2, channels)
    order = at.build.constant(parts.T.ravel())
    deep = at.add("SpaceToDepth", at.inputs[0], suffix="deep", blocksize=op.factor)
    return at.add("Gather", deep, order, axis=1)
