"""Comparison and logic in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import infix
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.comparison import (
    Equal,
    Greater,
    GreaterEqual,
    IsNan,
    Less,
    LessEqual,
    LogicalAnd,
    LogicalNot,
    LogicalOr,
    LogicalXor,
    NotEqual,
)


def less(op: Less, node: Node) -> Code:
    """A below b."""
    return Code(infix("<", node))


def less_equal(op: LessEqual, node: Node) -> Code:
    """A at most b."""
    return Code(infix("<=", node))


def greater(op: Greater, node: Node) -> Code:
    """A above b."""
    return Code(infix(">", node))


def greater_equal(op: GreaterEqual, node: Node) -> Code:
    """A at least b."""
    return Code(infix(">=", node))


def equal(op: Equal, node: Node) -> Code:
    """A the same as b."""
    return Code(infix("==", node))


def not_equal(op: NotEqual, node: Node) -> Code:
    """A not the same as b."""
    return Code(infix("!=", node))


def is_nan(op: IsNan, node: Node) -> Code:
    """No number."""
    return Code("torch.isnan({0})")


def logical_and(op: LogicalAnd, node: Node) -> Code:
    """Both."""
    return Code(infix("&", node))


def logical_or(op: LogicalOr, node: Node) -> Code:
    """Either or both."""
    return Code(infix("|", node))


def logical_xor(op: LogicalXor, node: Node) -> Code:
    """Either, not both."""
    return Code(infix("^", node))


def logical_not(op: LogicalNot, node: Node) -> Code:
    """The other way round."""
    return Code("~{0}")
