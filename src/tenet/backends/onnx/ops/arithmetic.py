"""Arithmetic in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.arithmetic import Add, Div, Mul, Sub


def add(op: Add, at: Lowering) -> str:
    """A + b."""
    return _elementwise("Add", at)


def sub(op: Sub, at: Lowering) -> str:
    """A - b."""
    return _elementwise("Sub", at)


def mul(op: Mul, at: Lowering) -> str:
    """A * b."""
    return _elementwise("Mul", at)


def div(op: Div, at: Lowering) -> str:
    """A / b."""
    return _elementwise("Div", at)


def _elementwise(op_type: str, at: Lowering) -> str:
    """A sign between two inputs; the one of lower rank gets its missing axes after the batch."""
    rank = at.node.output.type.rank
    sides = []
    for value, kind in zip(at.inputs, at.node.types, strict=True):
        missing = rank - kind.rank
        if kind.batched and missing:
            axes = at.integers(*range(1, 1 + missing))
            sides.append(at.add("Unsqueeze", value, axes, suffix="stretched"))
        else:
            sides.append(value)
    return at.add(op_type, *sides)
