"""Channel shuffling in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.channel_shuffle import ChannelShuffle
from tenet.types.shape import spatial


def channel_shuffle(op: ChannelShuffle, at: Lowering) -> str:
    """Gather of the channels in their new order."""
    layout = spatial(at.node.types[0].shape)
    assert isinstance(layout.channels, int)
    order = np.arange(layout.channels, dtype=np.int64).reshape(op.groups, -1).T.ravel()
    return at.add("Gather", at.inputs[0], at.build.constant(order), axis=layout.channel_axis + 1)
