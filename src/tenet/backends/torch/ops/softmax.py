"""Softmax and its relatives in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.softmax import LogSoftmax, Softmax, Softmin, Sparsemax


def softmax(op: Softmax, node: Node) -> Code:
    """Along an axis; the batch counts in PyTorch."""
    return Code(f"torch.softmax({{0}}, dim={op.with_batch(node.types[0])})")


def softmin(op: Softmin, node: Node) -> Code:
    """Along an axis; the batch counts in PyTorch."""
    return Code(f"F.softmin({{0}}, dim={op.with_batch(node.types[0])})")


def log_softmax(op: LogSoftmax, node: Node) -> Code:
    """Along an axis; the batch counts in PyTorch."""
    return Code(f"torch.log_softmax({{0}}, dim={op.with_batch(node.types[0])})")


def sparsemax(op: Sparsemax, node: Node) -> Code:
    """The kit's, along an axis; the batch counts in PyTorch."""
    axis = op.with_batch(node.types[0])
    along = "" if axis == -1 else f", dim={axis}"
    return Code(f"sparsemax({{0}}{along})", helpers=("softmax.sparsemax",))
