"""Embedding in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, parameter
from tenet.ir.graph import Node
from tenet.ops.embedding import Embedding


def embedding(op: Embedding, node: Node) -> Code:
    """Rows of the table; a number beyond it gives no number, where plain indexing would take the last."""
    table = parameter("weight")
    if op.padding is not None:
        row = f"[{op.padding}]"
        table = f"{table}.at{row}.set(lax.stop_gradient({table}{row}))"
    return Code(f"jnp.take({table}, {{0}}, axis=0)")
