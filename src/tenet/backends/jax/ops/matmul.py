"""The product of matrices in JAX."""

from __future__ import annotations

from tenet.backends.emitting import infix
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.matmul import Matmul


def matmul(op: Matmul, node: Node) -> Code:
    """A @ b."""
    return Code(infix("@", node))
