"""The exchange of channels and places in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.pixel_shuffle import PixelShuffle, PixelUnshuffle


def pixel_shuffle(op: PixelShuffle, node: Node) -> Code:
    """F.pixel_shuffle, which is the meaning."""
    return Code(f"F.pixel_shuffle({{0}}, {op.factor})")


def pixel_unshuffle(op: PixelUnshuffle, node: Node) -> Code:
    """F.pixel_unshuffle, which is the meaning."""
    return Code(f"F.pixel_unshuffle({{0}}, {op.factor})")
