"""Concatenation in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.concat import Concat


def concat(op: Concat, node: Node) -> Code:
    """Along an axis; the batch counts in JAX."""
    axis = op.along(node.types[0]) + node.output.type.batched
    return Code(f"jnp.concatenate([{{all}}], axis={axis})")
