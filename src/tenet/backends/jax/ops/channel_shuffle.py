"""Channel shuffling in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.channel_shuffle import ChannelShuffle
from tenet.types.shape import spatial


def channel_shuffle(op: ChannelShuffle, node: Node) -> Code:
    """The kit's channel shuffle, in the spec's own layout."""
    axis = spatial(node.types[0].shape).channel_axis + 1
    named = "" if axis == 1 else f", axis={axis}"
    call = f"channel_shuffle({{0}}, {op.groups}{named})"
    return Code(call, helpers=("shuffle.channel_shuffle",))
