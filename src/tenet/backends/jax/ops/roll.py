"""Moving places round in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.roll import Roll


def roll(op: Roll, node: Node) -> Code:
    """Along an axis; the batch counts in JAX."""
    axis = op.along(node.types[0]) + node.types[0].batched
    return Code(f"jnp.roll({{0}}, {op.shift}, axis={axis})")
