"""Moving places round in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.roll import Roll


def roll(op: Roll, node: Node) -> Code:
    """Along an axis; the batch counts in PyTorch."""
    axis = op.along(node.types[0]) + node.types[0].batched
    return Code(f"{{0}}.roll({op.shift}, dims={axis})")
