"""Turning axes round in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.flip import Flip


def flip(op: Flip, node: Node) -> Code:
    """Axes turned round; the batch counts in JAX."""
    axes = tuple(axis + node.types[0].batched for axis in op.along(node.types[0]))
    return Code(f"jnp.flip({{0}}, axis={axes[0] if len(axes) == 1 else axes})")
