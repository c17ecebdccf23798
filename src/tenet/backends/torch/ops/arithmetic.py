"""Arithmetic in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import infix
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.arithmetic import Add, Div, Mod, Mul, Pow, Sub


def add(op: Add, node: Node) -> Code:
    """A + b."""
    return Code(infix("+", node))


def sub(op: Sub, node: Node) -> Code:
    """A - b."""
    return Code(infix("-", node))


def mul(op: Mul, node: Node) -> Code:
    """A * b."""
    return Code(infix("*", node))


def div(op: Div, node: Node) -> Code:
    """A / b."""
    return Code(infix("/", node))


def pow(op: Pow, node: Node) -> Code:  # noqa: A001  # the operation's name
    """A ** b."""
    return Code(infix("**", node))


def mod(op: Mod, node: Node) -> Code:
    """The remainder with the sign of the divisor."""
    return Code(f"torch.remainder({infix(',', node).replace(' ,', ',')})")
