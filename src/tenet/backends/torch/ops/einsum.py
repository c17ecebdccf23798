"""Summed products in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.einsum import Einsum


def einsum(op: Einsum, node: Node) -> Code:
    """PyTorch's own, with a letter for the batch."""
    return Code(f'torch.einsum("{op.with_batch(*node.types)}", {{all}})')
