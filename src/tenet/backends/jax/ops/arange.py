"""Counting in JAX."""

from __future__ import annotations

from tenet.backends.emitting import sized
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.arange import Arange


def arange(op: Arange, node: Node) -> Code:
    """JAX's own."""
    return Code(f"jnp.arange({sized(node, op.n)})")
