"""The exchange of channels and places in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.pixel_shuffle import PixelShuffle, PixelUnshuffle


def pixel_shuffle(op: PixelShuffle, node: Node) -> Code:
    """The kit's pixel shuffle."""
    return Code(f"pixel_shuffle({{0}}, {op.factor})", helpers=("shuffle.pixel_shuffle",))


def pixel_unshuffle(op: PixelUnshuffle, node: Node) -> Code:
    """The kit's pixel unshuffle."""
    return Code(f"pixel_unshuffle({{0}}, {op.factor})", helpers=("shuffle.pixel_unshuffle",))
