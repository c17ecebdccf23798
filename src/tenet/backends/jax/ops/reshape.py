"""Reshape in JAX."""

from __future__ import annotations

from tenet.backends.emitting import row_sizes
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.reshape import Reshape


def reshape(op: Reshape, node: Node) -> Code:
    """The numbers of each row on other axes."""
    return Code(f"{{0}}.reshape({row_sizes(op, node)})")
