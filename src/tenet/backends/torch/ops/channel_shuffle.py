"""Channel shuffling in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code, channels_last
from tenet.ir.graph import Node
from tenet.ops.channel_shuffle import ChannelShuffle
from tenet.types.shape import spatial


def channel_shuffle(op: ChannelShuffle, node: Node) -> Code:
    """F.channel_shuffle, which is the meaning."""
    swap = spatial(node.types[0].shape).channels_last
    return Code(channels_last(f"F.channel_shuffle({{0}}, {op.groups})", swap=swap))
