"""Triangles in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.triangle import LowerTriangle, UpperTriangle


def lower_triangle(op: LowerTriangle, node: Node) -> Code:
    """Zeros above an edge."""
    return Code(f"jnp.tril({{0}}{f', k={op.offset}' if op.offset else ''})")


def upper_triangle(op: UpperTriangle, node: Node) -> Code:
    """Zeros below an edge."""
    return Code(f"jnp.triu({{0}}{f', k={op.offset}' if op.offset else ''})")
