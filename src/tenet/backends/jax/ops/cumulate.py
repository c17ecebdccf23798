"""Running totals in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.cumulate import Cumsum


def cumsum(op: Cumsum, node: Node) -> Code:
    """Along an axis; the batch counts in JAX."""
    axis = op.along(node.types[0]) + node.types[0].batched
    text = f"lax.cumsum({{0}}, axis={axis}{', reverse=True' if op.reverse else ''})"
    return Code(f"{text} - {{0}}" if op.exclusive else text)
