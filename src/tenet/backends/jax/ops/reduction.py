"""Reductions in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.reduction import Max, Mean, Min, Reduction, Sum


def sum(op: Sum, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The sum."""
    return _reduced("sum", op, node)


def mean(op: Mean, node: Node) -> Code:
    """The mean."""
    return _reduced("mean", op, node)


def max(op: Max, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The largest; equal ones share the gradient."""
    return _reduced("max", op, node)


def min(op: Min, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The smallest; equal ones share the gradient."""
    return _reduced("min", op, node)


def _reduced(method: str, op: Reduction, node: Node) -> Code:
    """A method along axes; the batch counts in JAX. One number is all that there is of itself."""
    over = tuple(axis + node.output.type.batched for axis in op.along(node.types[0]))
    if not over:
        return Code("{0}")
    axes = over[0] if len(over) == 1 else over
    keep = ", keepdims=True" if op.keep else ""
    return Code(f"{{0}}.{method}(axis={axes}{keep})")
