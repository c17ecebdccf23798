"""Stacking in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.stack import Stack


def stack(op: Stack, node: Node) -> Code:
    """Along a new axis; the batch counts in JAX."""
    axis = op.along(node.types[0]) + node.output.type.batched
    return Code(f"jnp.stack([{{all}}], axis={axis})")
