"""Order in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.top_k import Sort, TopK


def top_k(op: TopK, node: Node) -> Code:
    """The values and their places; the batch counts in PyTorch."""
    axis = op.along(node.types[0]) + node.types[0].batched
    return Code(f"top_k({{0}}, {op.k}, dim={axis})", helpers=("order.top_k",))


def sort(op: Sort, node: Node) -> Code:
    """In order, equals as they were; the batch counts in PyTorch."""
    axis = op.along(node.types[0]) + node.types[0].batched
    settings = arguments(dim=axis, descending=True if op.descending else None, stable=True)
    return Code(f"{{0}}.sort({settings}).values")
