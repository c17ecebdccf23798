"""Dropout in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.dropout import Dropout


def dropout(op: Dropout, node: Node) -> Code:
    """Dropout while the module is training."""
    return Code(f"F.dropout({{0}}, {float(op.rate)!r}, self.training)")
