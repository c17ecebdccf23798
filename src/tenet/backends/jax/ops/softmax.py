"""Softmax in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.softmax import Softmax


def softmax(op: Softmax, node: Node) -> Code:
    """Along an axis; the batch counts in JAX."""
    return Code(f"nn.softmax({{0}}, axis={op.along(node.types[0])})")
