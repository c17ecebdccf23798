"""Elementary functions in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.mathematics import Abs, Exp, Log, Neg, Sqrt


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
