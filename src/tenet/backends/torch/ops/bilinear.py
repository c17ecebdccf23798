"""The bilinear layer in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.bilinear import Bilinear


def bilinear(op: Bilinear, node: Node) -> Code:
    """A bilinear module."""
    left, right = (kind.shape[-1] for kind in node.types)
    bias = None if op.bias else False
    made = f"nn.Bilinear({arguments(left, right, op.units, bias=bias)})"
    return Code("{layer}({0}, {1})", made).rounding(node)
