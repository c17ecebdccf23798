"""Elementary functions in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.backends.jax.ops.arithmetic import clipped
from tenet.ir.graph import Node
from tenet.ops.mathematics import (
    Abs,
    Atan,
    Ceil,
    Clip,
    Cos,
    Cosh,
    Erf,
    Exp,
    Expm1,
    Floor,
    Log,
    Log1p,
    Neg,
    Reciprocal,
    Round,
    Rsqrt,
    Sign,
    Sin,
    Sinh,
    Sqrt,
    Square,
)

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


def log1p(op: Log1p, node: Node) -> Code:
    """The logarithm of 1 + x."""
    return Code("jnp.log1p({0})")


def expm1(op: Expm1, node: Node) -> Code:
    """The exponential less one."""
    return Code("jnp.expm1({0})")


def reciprocal(op: Reciprocal, node: Node) -> Code:
    """One over x."""
    return Code("jnp.reciprocal({0})")


def rsqrt(op: Rsqrt, node: Node) -> Code:
    """One over the square root."""
    return Code("lax.rsqrt({0})")


def square(op: Square, node: Node) -> Code:
    """X times itself."""
    return Code("jnp.square({0})")


def sign(op: Sign, node: Node) -> Code:
    """The sign of x."""
    return Code("jnp.sign({0})")


def sin(op: Sin, node: Node) -> Code:
    """The sine."""
    return Code("jnp.sin({0})")


def cos(op: Cos, node: Node) -> Code:
    """The cosine."""
    return Code("jnp.cos({0})")


def sinh(op: Sinh, node: Node) -> Code:
    """The hyperbolic sine."""
    return Code("jnp.sinh({0})")


def cosh(op: Cosh, node: Node) -> Code:
    """The hyperbolic cosine."""
    return Code("jnp.cosh({0})")


def atan(op: Atan, node: Node) -> Code:
    """The angle whose tangent is x."""
    return Code("jnp.arctan({0})")


def erf(op: Erf, node: Node) -> Code:
    """The error function."""
    return Code("lax.erf({0})")


def floor(op: Floor, node: Node) -> Code:
    """Rounded down."""
    return Code("jnp.floor({0})")


def ceil(op: Ceil, node: Node) -> Code:
    """Rounded up."""
    return Code("jnp.ceil({0})")


def round(op: Round, node: Node) -> Code:  # noqa: A001  # the operation's name
    """Rounded to the nearest, halves to even ones."""
    return Code("jnp.round({0})")


def clip(op: Clip, node: Node) -> Code:
    """One choice by element for each end."""
    low, high = op.ends(node.types[0])
    above = "{0}" if high is None else clipped(">", high, "{0}")
    return Code(above if low is None else f"jnp.where({{0}} < {low!r}, {low!r}, {above})")
