"""Arithmetic in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.arithmetic import Add, Div, Mod, Mul, Pow, Sub


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
    rest = at.add("Mod", a, b, suffix="rest", fmod=1)
    zero = at.build.constant(np.array(0, np.float32))
    apart = at.add("Less", at.add("Mul", rest, b, suffix="signs"), zero, suffix="apart")
    return at.add("Where", apart, at.add("Add", rest, b, suffix="moved"), rest)
