"""A new axis in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.unsqueeze import Unsqueeze


def unsqueeze(op: Unsqueeze, node: Node) -> Code:
    """An axis of one place; the batch counts in PyTorch."""
    return Code(f"{{0}}.unsqueeze({op.along(node.types[0]) + node.types[0].batched})")
