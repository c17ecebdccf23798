"""Elementary functions in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.mathematics import Abs, Exp, Log, Neg, Sqrt

ABS = "{0} * jnp.sign({0})"
"""At zero the derivative is zero, as in PyTorch; that of JAX's own is one."""


def exp(op: Exp, node: Node) -> Code:
    """E to the power of x."""
    return Code("jnp.exp({0})")


def log(op: Log, node: Node) -> Code:
    """The natural logarithm."""
    return Code("jnp.log({0})")


def sqrt(op: Sqrt, node: Node) -> Code:
    """The square root."""
    return Code("jnp.sqrt({0})")


def abs(op: Abs, node: Node) -> Code:  # noqa: A001  # the operation's name
    """X without its sign."""
    return Code(ABS)


def neg(op: Neg, node: Node) -> Code:
    """X with the other sign."""
    return Code("-{0}")
