"""Running totals in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code
from tenet.backends.torch.ops.reduction import narrow
from tenet.ir.graph import Node
from tenet.ops.cumulate import Cumsum


def cumsum(op: Cumsum, node: Node) -> Code:
    """Along an axis, turned round where it begins at the end; the batch counts in PyTorch."""
    axis = op.along(node.types[0]) + node.types[0].batched
    call = f".cumsum({arguments(dim=axis, dtype=narrow(node))})"
    text = f"{{0}}.flip({axis}){call}.flip({axis})" if op.reverse else f"{{0}}{call}"
    return Code(f"{text} - {{0}}" if op.exclusive else text)
