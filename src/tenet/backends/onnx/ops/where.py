"""A choice by element in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.where import Where
from tenet.types.tensor import DType


def where(op: Where, at: Lowering) -> str:
    """ONNX's own; ONNX Runtime has none of what is true or false, which logic chooses."""
    condition, a, b = at.aligned()
    if at.node.output.type.dtype is not DType.BOOL:
        return at.add("Where", condition, a, b)
    otherwise = at.add("Not", condition, suffix="otherwise")
    sides = at.add("And", condition, a, suffix="a"), at.add("And", otherwise, b, suffix="b")
    return at.add("Or", *sides)
