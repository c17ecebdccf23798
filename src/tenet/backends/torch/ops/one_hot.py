"""Categories as vectors in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import sized
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.one_hot import OneHot
from tenet.types.tensor import DType


def one_hot(op: OneHot, node: Node) -> Code:
    """PyTorch's own, which takes wide whole numbers alone, and gives whole numbers."""
    wide = ".long()" if node.types[0].dtype is DType.I32 else ""
    return Code(f"F.one_hot({{0}}{wide}, {sized(node, op.count(node.types[0]))}).float()")
