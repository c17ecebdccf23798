"""Squeezing in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.squeeze import Squeeze


def squeeze(op: Squeeze, node: Node) -> Code:
    """Without some axes; the batch counts in JAX, and is never dropped."""
    axes = tuple(axis + node.output.type.batched for axis in op.dropped(node.types[0]))
    if not axes:
        return Code("{0}")
    return Code(f"{{0}}.squeeze({axes[0] if len(axes) == 1 else axes})")
