"""A choice by element in JAX."""

from __future__ import annotations

from tenet.backends.emitting import sides
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.where import Where


def where(op: Where, node: Node) -> Code:
    """JAX's own, which takes plain numbers too."""
    return Code(f"jnp.where({', '.join(sides(node))})")
