"""Softmax in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.softmax import Softmax


def softmax(op: Softmax, node: Node) -> Code:
    """Along an axis; the batch counts in PyTorch."""
    return Code(f"torch.softmax({{0}}, dim={op.along(node.types[0])})")
