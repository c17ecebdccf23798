"""Softmax and its relatives in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.softmax import LogSoftmax, Softmax, Softmin, Sparsemax


def softmax(op: Softmax, node: Node) -> Code:
    """Along an axis; the batch counts in JAX."""
    return Code(f"nn.softmax({{0}}, axis={op.with_batch(node.types[0])})")


def softmin(op: Softmin, node: Node) -> Code:
    """Softmax of the scores with the other sign; the batch counts in JAX."""
    return Code(f"nn.softmax(-{{0}}, axis={op.with_batch(node.types[0])})")


def log_softmax(op: LogSoftmax, node: Node) -> Code:
    """Along an axis; the batch counts in JAX."""
    return Code(f"nn.log_softmax({{0}}, axis={op.with_batch(node.types[0])})")


def sparsemax(op: Sparsemax, node: Node) -> Code:
    """The kit's, along an axis; the batch counts in JAX."""
    axis = op.with_batch(node.types[0])
    along = "" if axis == -1 else f", axis={axis}"
    return Code(f"sparsemax({{0}}{along})", helpers=("softmax.sparsemax",))
