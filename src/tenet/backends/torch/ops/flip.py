"""Turning axes round in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.flip import Flip


def flip(op: Flip, node: Node) -> Code:
    """Axes turned round; the batch counts in PyTorch."""
    axes = (str(axis + node.types[0].batched) for axis in op.along(node.types[0]))
    return Code(f"{{0}}.flip({', '.join(axes)})")
