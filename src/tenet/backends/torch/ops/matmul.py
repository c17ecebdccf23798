"""The product of matrices in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import infix
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.matmul import Matmul


def matmul(op: Matmul, node: Node) -> Code:
    """A @ b."""
    return Code(infix("@", node))
