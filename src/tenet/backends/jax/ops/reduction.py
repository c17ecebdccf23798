"""Reductions in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.backends.jax.ops.mathematics import ABS
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
    Spread,
    Std,
    Sum,
    Variance,
)


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


def prod(op: Prod, node: Node) -> Code:
    """The product."""
    return _reduced("prod", op, node)


def variance(op: Variance, node: Node) -> Code:
    """The variance, biased unless it is to be otherwise."""
    return _variance(op, node)


def std(op: Std, node: Node) -> Code:
    """The root of the variance; that of JAX's own has no derivative at zero."""
    return Code(f"root({_variance(op, node).call})", helpers=ROOT)


def _variance(op: Spread, node: Node) -> Code:
    return _reduced("var", op, node, ", ddof=1" if op.unbiased else "")


def logsumexp(op: Logsumexp, node: Node) -> Code:
    """JAX's own."""
    over = _over(op, node)
    return Code(f"nn.logsumexp({{0}}, {over})" if over else "{0}")


def norm(op: Norm, node: Node) -> Code:
    """The norm of what lies along the axes, as one vector."""
    return measured(op.p, "{0}", _over(op, node))


def measured(p: int | str, value: str, over: str) -> Code:
    """A norm along axes, whose derivative at zero is zero."""
    size = ABS.replace("{0}", value)
    if p == 2:
        return Code(f"root(jnp.square({value}).sum({over}))", helpers=ROOT)
    return Code(f"({size}).{'sum' if p == 1 else 'max'}({over})")


def any(op: Any, node: Node) -> Code:  # noqa: A001  # the operation's name
    """Whether any is true."""
    return _reduced("any", op, node)


def all(op: All, node: Node) -> Code:  # noqa: A001  # the operation's name
    """Whether all are true."""
    return _reduced("all", op, node)


ROOT = ("root.root",)
"""The square root whose derivative at zero is zero."""


def _over(op: Reduction, node: Node) -> str:
    """The axes as arguments, the batch counted; empty where there are none."""
    over = tuple(axis + node.output.type.batched for axis in op.along(node.types[0]))
    if not over:
        return ""
    return f"axis={over[0] if len(over) == 1 else over}{', keepdims=True' if op.keep else ''}"


def _reduced(method: str, op: Reduction, node: Node, further: str = "") -> Code:
    """A method along axes. One number is all that there is of itself."""
    over = _over(op, node)
    return Code(f"{{0}}.{method}({over}{further})" if over else "{0}")
