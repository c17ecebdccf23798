"""The fully connected layer in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code, arguments
from tenet.ir.graph import Node
from tenet.ops.dense import Dense


def dense(op: Dense, node: Node) -> Code:
    """A linear module."""
    features = node.types[0].shape[-1]
    bias = None if op.bias else False
    return Code("{layer}({0})", f"nn.Linear({arguments(features, op.units, bias=bias)})")
