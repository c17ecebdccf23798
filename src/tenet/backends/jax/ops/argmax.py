"""Places of extremes in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.argmax import Argmax, Argmin, Extreme


def argmax(op: Argmax, node: Node) -> Code:
    """JAX's own, which takes the first of equals."""
    return _place("argmax", op, node)


def argmin(op: Argmin, node: Node) -> Code:
    """JAX's own, which takes the first of equals."""
    return _place("argmin", op, node)


def _place(method: str, op: Extreme, node: Node) -> Code:
    """Along an axis; the batch counts in JAX."""
    axis = op.along(node.types[0]) + node.types[0].batched
    keep = ", keepdims=True" if op.keep else ""
    return Code(f"{{0}}.{method}(axis={axis}{keep})")
