"""Arithmetic in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import infix
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.arithmetic import Add, Div, Mul, Sub


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
