"""Concatenation in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.concat import Concat


def concat(op: Concat, node: Node) -> Code:
    """Along an axis; the batch counts in JAX, and what is the same for all rows is repeated."""
    axis = op.along(node.types[0]) + node.output.type.batched
    same, of_rows = op.repeated(*node.types)
    parts = [f"{{{i}}}" for i in range(len(node.inputs))]
    for i in same:
        parts[i] = f"jnp.broadcast_to({{{i}}}, ({{{of_rows}}}.shape[0], *{{{i}}}.shape))"
    return Code(f"jnp.concatenate([{', '.join(parts)}], axis={axis})")
