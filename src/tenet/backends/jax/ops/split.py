"""Splitting in JAX."""

from __future__ import annotations

from itertools import accumulate

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.split import Split


def split(op: Split, node: Node) -> Code:
    """The parts along an axis; JAX counts the batch, and asks where each part but the first begins."""
    axis = op.along(node.types[0]) + node.types[0].batched
    equal = isinstance(op.parts, int)
    cuts = op.parts if isinstance(op.parts, int) else list(accumulate(op.parts))[:-1]
    alone = cuts == 1 if equal else not cuts
    return Code("{0}" if alone else f"jnp.split({{0}}, {cuts}, axis={axis})")
