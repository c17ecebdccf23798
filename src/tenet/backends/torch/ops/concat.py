"""Concatenation in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.concat import Concat


def concat(op: Concat, node: Node) -> Code:
    """Along an axis; the batch counts in PyTorch."""
    axis = op.along(node.types[0]) + node.output.type.batched
    return Code(f"torch.cat([{{all}}], dim={axis})")
