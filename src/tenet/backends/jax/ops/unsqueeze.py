"""A new axis in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.unsqueeze import Unsqueeze


def unsqueeze(op: Unsqueeze, node: Node) -> Code:
    """An axis of one place; the batch counts in JAX."""
    axis = op.along(node.types[0]) + node.types[0].batched
    return Code(f"jnp.expand_dims({{0}}, {axis})")
