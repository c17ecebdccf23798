"""Arithmetic in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.arithmetic import Add, Div, FloorDiv, Maximum, Minimum, Mod, Mul, Pow, Sub


def add(op: Add, at: Lowering) -> str:
    """A + b."""
    return at.add("Add", *at.aligned())


def sub(op: Sub, at: Lowering) -> str:
    """A - b."""
    return at.add("Sub", *at.aligned())


def mul(op: Mul, at: Lowering) -> str:
    """A * b."""
    return at.add("Mul", *at.aligned())


def div(op: Div, at: Lowering) -> str:
    """A / b."""
    return at.add("Div", *at.aligned())


def pow(op: Pow, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """A ** b."""
    return at.add("Pow", *at.aligned())


def mod(op: Mod, at: Lowering) -> str:
    """Mod of whole numbers; of floats, for which ONNX keeps the sign of a, the sign is put right."""
    a, b = at.aligned()
    if at.node.output.type.dtype.is_integer:
        return at.add("Mod", a, b)
    rest, apart = _rest(at, a, b)
    return at.add("Where", apart, at.add("Add", rest, b, suffix="moved"), rest)


def floor_div(op: FloorDiv, at: Lowering) -> str:
    """What is left without the rest, divided; ONNX divides whole numbers towards zero."""
    a, b = at.aligned()
    if at.node.output.type.dtype.is_integer:
        rest = at.add("Mod", a, b, suffix="rest")
        return at.add("Div", at.add("Sub", a, rest, suffix="whole"), b)
    rest, apart = _rest(at, a, b)
    quotient = at.add("Div", at.add("Sub", a, rest, suffix="whole"), b, suffix="quotient")
    below = at.add("Sub", quotient, at.number(1), suffix="below")
    return at.add("Round", at.add("Where", apart, below, quotient, suffix="near"))


def _rest(at: Lowering, a: str, b: str) -> tuple[str, str]:
    """The rest with the sign of a, and whether the divisor has the other sign."""
    rest = at.add("Mod", a, b, suffix="rest", fmod=1)
    signs = at.add("Mul", rest, b, suffix="signs")
    return rest, at.add("Less", signs, at.number(0), suffix="apart")


def maximum(op: Maximum, at: Lowering) -> str:
    """The larger of two."""
    return at.add("Max", *at.aligned())


def minimum(op: Minimum, at: Lowering) -> str:
    """The smaller of two."""
    return at.add("Min", *at.aligned())
