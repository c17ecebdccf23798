"""Embedding in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.embedding import Embedding


def embedding(op: Embedding, node: Node) -> Code:
    """An embedding module."""
    settings = arguments(op.height(node.types[0]), op.features, padding_idx=op.padding)
    return Code("{layer}({0})", f"nn.Embedding({settings})")
