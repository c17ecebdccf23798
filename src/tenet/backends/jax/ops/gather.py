"""Choosing places in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.gather import Gather


def gather(op: Gather, node: Node) -> Code:
    """Places along an axis; where both have rows, those of each row for itself."""
    x, index = node.types
    axis = op.along(x)
    if x.batched and index.batched:
        own = f"lambda row, places: jnp.take(row, places, axis={axis})"
        return Code(f"jax.vmap({own})({{0}}, {{1}})")
    chosen = f"jnp.take({{0}}, {{1}}, axis={axis + x.batched})"
    return Code(f"jnp.moveaxis({chosen}, {axis}, 0)" if index.batched and axis else chosen)
