"""Repeating in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.tile import RepeatEach, Tile


def tile(op: Tile, node: Node) -> Code:
    """The whole again and again; the batch counts in PyTorch, and comes once."""
    times = [1] * node.types[0].batched + list(op.repeats)
    return Code(f"{{0}}.tile({', '.join(map(str, times))})" if times else "{0}")


def repeat_each(op: RepeatEach, node: Node) -> Code:
    """Each place of an axis in a row; the batch counts in PyTorch."""
    axis = op.along(node.types[0]) + node.types[0].batched
    return Code(f"{{0}}.repeat_interleave({op.count}, dim={axis})")
