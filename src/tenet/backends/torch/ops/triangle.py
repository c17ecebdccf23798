"""Triangles in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.triangle import LowerTriangle, UpperTriangle


def lower_triangle(op: LowerTriangle, node: Node) -> Code:
    """Zeros above an edge."""
    return Code(f"{{0}}.tril({op.offset or ''})")


def upper_triangle(op: UpperTriangle, node: Node) -> Code:
    """Zeros below an edge."""
    return Code(f"{{0}}.triu({op.offset or ''})")
