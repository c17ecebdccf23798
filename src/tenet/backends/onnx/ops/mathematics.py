"""Elementary functions in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.mathematics import Abs, Exp, Log, Neg, Sqrt


def exp(op: Exp, at: Lowering) -> str:
    """E to the power of x."""
    return at.add("Exp", *at.inputs)


def log(op: Log, at: Lowering) -> str:
    """The natural logarithm."""
    return at.add("Log", *at.inputs)


def sqrt(op: Sqrt, at: Lowering) -> str:
    """The square root."""
    return at.add("Sqrt", *at.inputs)


def abs(op: Abs, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """X without its sign."""
    return at.add("Abs", *at.inputs)


def neg(op: Neg, at: Lowering) -> str:
    """X with the other sign."""
    return at.add("Neg", *at.inputs)
