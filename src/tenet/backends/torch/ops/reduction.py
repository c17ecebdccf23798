"""Reductions in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.reduction import (
    All,
    Any,
    Logsumexp,
    Max,
    Mean,
    Min,
    Norm,
    Prod,
    Reduction,
    Std,
    Sum,
    Variance,
)
from tenet.types.tensor import DType


def sum(op: Sum, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The sum; of small whole numbers too, which PyTorch would make larger ones."""
    return _reduced("sum", op, node, dtype=narrow(node))


def mean(op: Mean, node: Node) -> Code:
    """The mean."""
    return _reduced("mean", op, node)


def max(op: Max, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The largest; PyTorch shares the gradient among equal ones in this form alone."""
    return _reduced("amax", op, node)


def min(op: Min, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The smallest; PyTorch shares the gradient among equal ones in this form alone."""
    return _reduced("amin", op, node)


def prod(op: Prod, node: Node) -> Code:
    """The product, one axis after another: PyTorch takes no more at a time."""
    keep = True if op.keep else None
    calls = (
        f".prod({arguments(dim=axis, keepdim=keep, dtype=narrow(node))})"
        for axis in sorted(_axes(op, node), reverse=True)
    )
    return Code(f"{{0}}{''.join(calls)}")


def variance(op: Variance, node: Node) -> Code:
    """The variance, biased unless it is to be otherwise."""
    return _reduced("var", op, node, correction=None if op.unbiased else 0)


def std(op: Std, node: Node) -> Code:
    """The standard deviation, biased unless it is to be otherwise."""
    return _reduced("std", op, node, correction=None if op.unbiased else 0)


def logsumexp(op: Logsumexp, node: Node) -> Code:
    """PyTorch's own."""
    return _reduced("logsumexp", op, node)


def norm(op: Norm, node: Node) -> Code:
    """The norm of what lies along the axes, as one vector."""
    axes = _axes(op, node)
    settings = arguments(
        ord={1: 1, 2: None, "inf": 'float("inf")'}[op.p],
        dim=axes[0] if len(axes) == 1 else axes,
        keepdim=True if op.keep else None,
    )
    return Code(f"torch.linalg.vector_norm({{0}}, {settings})")


def any(op: Any, node: Node) -> Code:  # noqa: A001  # the operation's name
    """Whether any is true."""
    return _reduced("any", op, node)


def all(op: All, node: Node) -> Code:  # noqa: A001  # the operation's name
    """Whether all are true."""
    return _reduced("all", op, node)


def narrow(node: Node) -> str | None:
    """The element type to ask for, where PyTorch would make larger whole numbers of small ones."""
    return "torch.int32" if node.output.type.dtype is DType.I32 else None


def _axes(op: Reduction, node: Node) -> tuple[int, ...]:
    """The axes to go along; the batch counts in PyTorch."""
    return tuple(axis + node.output.type.batched for axis in op.along(node.types[0]))


def _reduced(method: str, op: Reduction, node: Node, **further: object) -> Code:
    """A method along axes. One number is all that there is of itself."""
    over = _axes(op, node)
    if not over:
        return Code("{0}")
    axes = over[0] if len(over) == 1 else over
    settings = arguments(dim=axes, keepdim=True if op.keep else None, **further)
    return Code(f"{{0}}.{method}({settings})")
