"""The last place in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.last import Last


def last(op: Last, node: Node) -> Code:
    """An index, as in Python; the batch counts in PyTorch."""
    if op.lengths:
        return Code(
            f"last_real({{0}}, {{1}}, {op.along(node.types[0]) + 1})",
            helpers=("padding.last_real",),
        )
    before = ":, " * (op.along(node.types[0]) + node.types[0].batched)
    return Code(f"{{0}}[{before}-1]")
