"""Categories as vectors in JAX."""

from __future__ import annotations

from tenet.backends.emitting import sized
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.one_hot import OneHot


def one_hot(op: OneHot, node: Node) -> Code:
    """JAX's own."""
    return Code(f"nn.one_hot({{0}}, {sized(node, op.count(node.types[0]))})")
