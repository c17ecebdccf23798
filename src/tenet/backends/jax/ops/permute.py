"""Permuting in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.permute import Permute


def permute(op: Permute, node: Node) -> Code:
    """Every axis in its new place; the batch counts in JAX, and stays first."""
    batched = node.output.type.batched
    order = [0] * batched + [axis + batched for axis in op.axes(node.types[0])]
    return Code(f"{{0}}.transpose({', '.join(map(str, order))})")
