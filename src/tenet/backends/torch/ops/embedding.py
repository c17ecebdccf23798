"""Embedding in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.embedding import Embedding


def embedding(op: Embedding, node: Node) -> Code:
    """An embedding module."""
    return Code("{layer}({0})", f"nn.Embedding({op.height(node.types[0])}, {op.features})")
