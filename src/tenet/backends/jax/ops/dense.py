"""The fully connected layer in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, factor
from tenet.ir.graph import Node
from tenet.ops.dense import Dense


def dense(op: Dense, node: Node) -> Code:
    """A product with the transposed matrix."""
    bias = f" + {factor('bias', node)}" if op.bias else ""
    weight = "{1}" if op.weight else factor("weight", node)
    return Code(f"{{0}} @ {weight}.T{bias}")
