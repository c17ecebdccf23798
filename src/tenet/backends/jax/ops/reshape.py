"""Reshape in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.reshape import Reshape


def reshape(op: Reshape, node: Node) -> Code:
    """The numbers of each row on other axes."""
    sizes = "".join(f", {size}" for size in op.sizes)
    return Code(f"{{0}}.reshape({{0}}.shape[0]{sizes})")
