"""Reductions in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code, arguments
from tenet.ir.graph import Node
from tenet.ops.reduction import Max, Mean, Min, Reduction, Sum
from tenet.types.tensor import DType


def sum(op: Sum, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The sum; of small whole numbers too, which PyTorch would make larger ones."""
    narrow = node.output.type.dtype is DType.I32
    return _reduced("sum", op, node, "torch.int32" if narrow else None)


def mean(op: Mean, node: Node) -> Code:
    """The mean."""
    return _reduced("mean", op, node)


def max(op: Max, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The largest; PyTorch shares the gradient among equal ones in this form alone."""
    return _reduced("amax", op, node)


def min(op: Min, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The smallest; PyTorch shares the gradient among equal ones in this form alone."""
    return _reduced("amin", op, node)


def _reduced(method: str, op: Reduction, node: Node, dtype: str | None = None) -> Code:
    """A method along axes; the batch counts in PyTorch. One number is all that there is of itself."""
    over = tuple(axis + node.output.type.batched for axis in op.along(node.types[0]))
    if not over:
        return Code("{0}")
    axes = over[0] if len(over) == 1 else over
    settings = arguments(dim=axes, keepdim=True if op.keep else None, dtype=dtype)
    return Code(f"{{0}}.{method}({settings})")
