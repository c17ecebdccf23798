"""Gates in ONNX."""

from __future__ import annotations

from math import sqrt

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.gate import Gate, Geglu, Glu, Reglu, Swiglu


def glu(op: Glu, at: Lowering) -> str:
    """One half times the sigmoid of the other."""
    value, gate = _halves(op, at)
    return at.add("Mul", value, at.add("Sigmoid", gate, suffix="open"))


def reglu(op: Reglu, at: Lowering) -> str:
    """One half times relu of the other."""
    value, gate = _halves(op, at)
    return at.add("Mul", value, at.add("Relu", gate, suffix="open"))


def geglu(op: Geglu, at: Lowering) -> str:
    """One half times gelu of the other, by erf: ONNX has had Gelu only since opset 20."""
    value, gate = _halves(op, at)
    reach = at.add("Erf", at.add("Div", gate, at.number(sqrt(2)), suffix="scaled"), suffix="erf")
    share = at.add("Mul", at.add("Add", reach, at.number(1), suffix="twice"), at.number(0.5))
    return at.add("Mul", value, at.add("Mul", gate, share, suffix="open"))


def swiglu(op: Swiglu, at: Lowering) -> str:
    """One half times silu of the other."""
    value, gate = _halves(op, at)
    share = at.add("Sigmoid", gate, suffix="share")
    return at.add("Mul", value, at.add("Mul", gate, share, suffix="open"))


def _halves(op: Gate, at: Lowering) -> tuple[str, ...]:
    x = at.node.types[0]
    half = op.half(x)
    return at.add_several(
        "Split",
        (at.inputs[0], at.integers(half, half)),
        ("value", "gate"),
        axis=op.along(x) + x.batched,
    )
