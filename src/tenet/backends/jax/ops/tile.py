"""Repeating in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.tile import RepeatEach, Tile


def tile(op: Tile, node: Node) -> Code:
    """The whole again and again; the batch counts in JAX, and comes once."""
    times = (1,) * node.types[0].batched + op.repeats
    return Code(f"jnp.tile({{0}}, {times})" if times else "{0}")


def repeat_each(op: RepeatEach, node: Node) -> Code:
    """Each place of an axis in a row; the batch counts in JAX."""
    axis = op.along(node.types[0]) + node.types[0].batched
    return Code(f"jnp.repeat({{0}}, {op.count}, axis={axis})")
