"""Summed products in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.einsum import Einsum


def einsum(op: Einsum, node: Node) -> Code:
    """JAX's own, with a letter for the batch."""
    return Code(f'jnp.einsum("{op.with_batch(*node.types)}", {{all}})')
