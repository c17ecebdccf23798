"""Splitting in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.split import Split


def split(op: Split, node: Node) -> Code:
    """The parts along an axis; the batch counts in PyTorch."""
    axis = op.along(node.types[0]) + node.types[0].batched
    if isinstance(op.parts, int):
        return Code(f"{{0}}.chunk({op.parts}, dim={axis})" if op.parts > 1 else "{0}")
    sizes = list(op.parts)
    return Code(f"{{0}}.split({sizes}, dim={axis})" if len(sizes) > 1 else "{0}")
