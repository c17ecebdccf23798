"""Comparison and logic in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
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


def less(op: Less, at: Lowering) -> str:
    """A below b."""
    return at.add("Less", *at.aligned())


def less_equal(op: LessEqual, at: Lowering) -> str:
    """A at most b."""
    return at.add("LessOrEqual", *at.aligned())


def greater(op: Greater, at: Lowering) -> str:
    """A above b."""
    return at.add("Greater", *at.aligned())


def greater_equal(op: GreaterEqual, at: Lowering) -> str:
    """A at least b."""
    return at.add("GreaterOrEqual", *at.aligned())


def equal(op: Equal, at: Lowering) -> str:
    """A the same as b."""
    return at.add("Equal", *at.aligned())


def not_equal(op: NotEqual, at: Lowering) -> str:
    """A not the same as b."""
    return at.add("Not", at.add("Equal", *at.aligned(), suffix="equal"))


def is_nan(op: IsNan, at: Lowering) -> str:
    """No number."""
    return at.add("IsNaN", *at.inputs)


def logical_and(op: LogicalAnd, at: Lowering) -> str:
    """Both."""
    return at.add("And", *at.aligned())


def logical_or(op: LogicalOr, at: Lowering) -> str:
    """Either or both."""
    return at.add("Or", *at.aligned())


def logical_xor(op: LogicalXor, at: Lowering) -> str:
    """Either, not both."""
    return at.add("Xor", *at.aligned())


def logical_not(op: LogicalNot, at: Lowering) -> str:
    """The other way round."""
    return at.add("Not", *at.inputs)
