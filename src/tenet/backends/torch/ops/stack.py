"""Stacking in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.stack import Stack


def stack(op: Stack, node: Node) -> Code:
    """Along a new axis; the batch counts in PyTorch."""
    axis = op.along(node.types[0]) + node.output.type.batched
    return Code(f"torch.stack([{{all}}], dim={axis})")
