"""Choosing places in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.gather import Gather


def gather(op: Gather, node: Node) -> Code:
    """An index after whole axes; where both have rows, that of each row for itself."""
    x, index = node.types
    axis = op.along(x)
    if x.batched and index.batched:
        call = f"take_of_each({{0}}, {{1}}, {axis + 1})"
        return Code(call, helpers=("gather.take_of_each",))
    before = ":, " * (axis + x.batched)
    front = f".movedim({axis}, 0)" if index.batched and axis else ""
    return Code(f"{{0}}[{before}{{1}}]{front}")
