"""Elementary functions in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code
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


def exp(op: Exp, node: Node) -> Code:
    """E to the power of x."""
    return Code("torch.exp({0})")


def log(op: Log, node: Node) -> Code:
    """The natural logarithm."""
    return Code("torch.log({0})")


def sqrt(op: Sqrt, node: Node) -> Code:
    """The square root."""
    return Code("torch.sqrt({0})")


def abs(op: Abs, node: Node) -> Code:  # noqa: A001  # the operation's name
    """X without its sign."""
    return Code("torch.abs({0})")


def neg(op: Neg, node: Node) -> Code:
    """X with the other sign."""
    return Code("-{0}")


def log1p(op: Log1p, node: Node) -> Code:
    """The logarithm of 1 + x."""
    return Code("torch.log1p({0})")


def expm1(op: Expm1, node: Node) -> Code:
    """The exponential less one."""
    return Code("torch.expm1({0})")


def reciprocal(op: Reciprocal, node: Node) -> Code:
    """One over x."""
    return Code("torch.reciprocal({0})")


def rsqrt(op: Rsqrt, node: Node) -> Code:
    """One over the square root."""
    return Code("torch.rsqrt({0})")


def square(op: Square, node: Node) -> Code:
    """X times itself."""
    return Code("torch.square({0})")


def sign(op: Sign, node: Node) -> Code:
    """The sign of x."""
    return Code("torch.sign({0})")


def sin(op: Sin, node: Node) -> Code:
    """The sine."""
    return Code("torch.sin({0})")


def cos(op: Cos, node: Node) -> Code:
    """The cosine."""
    return Code("torch.cos({0})")


def sinh(op: Sinh, node: Node) -> Code:
    """The hyperbolic sine."""
    return Code("torch.sinh({0})")


def cosh(op: Cosh, node: Node) -> Code:
    """The hyperbolic cosine."""
    return Code("torch.cosh({0})")


def atan(op: Atan, node: Node) -> Code:
    """The angle whose tangent is x."""
    return Code("torch.atan({0})")


def erf(op: Erf, node: Node) -> Code:
    """The error function."""
    return Code("torch.erf({0})")


def floor(op: Floor, node: Node) -> Code:
    """Rounded down."""
    return Code("torch.floor({0})")


def ceil(op: Ceil, node: Node) -> Code:
    """Rounded up."""
    return Code("torch.ceil({0})")


def round(op: Round, node: Node) -> Code:  # noqa: A001  # the operation's name
    """Rounded to the nearest, halves to even ones."""
    return Code("torch.round({0})")


def clip(op: Clip, node: Node) -> Code:
    """PyTorch's own, which keeps the gradient at the ends."""
    low, high = op.ends(node.types[0])
    return Code(f"{{0}}.clamp({arguments(min=low, max=high)})")
