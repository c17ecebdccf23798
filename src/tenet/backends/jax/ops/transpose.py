"""Swapping two axes in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.transpose import Transpose


def transpose(op: Transpose, node: Node) -> Code:
    """Two axes swapped; the batch counts in JAX."""
    first, second = (axis + node.types[0].batched for axis in op.axes(node.types[0]))
    return Code(f"{{0}}.swapaxes({first}, {second})")
