"""Order in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.top_k import Sort, TopK


def top_k(op: TopK, node: Node) -> Code:
    """The values and their places; the batch counts in JAX."""
    axis = op.along(node.types[0]) + node.types[0].batched
    return Code(f"top_k({{0}}, {op.k}, axis={axis})", helpers=("order.top_k",))


def sort(op: Sort, node: Node) -> Code:
    """In order, equals as they were; those of JAX's own descending order are turned round."""
    axis = op.along(node.types[0]) + node.types[0].batched
    return Code(
        f"-jnp.sort(-{{0}}, axis={axis})" if op.descending else f"jnp.sort({{0}}, axis={axis})"
    )
