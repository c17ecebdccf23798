"""Swapping two axes in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.transpose import Transpose


def transpose(op: Transpose, at: Lowering) -> str:
    """Every axis in its place but the two; the batch counts in ONNX."""
    x = at.node.types[0]
    first, second = (axis + x.batched for axis in op.axes(x))
    order = list(range(x.rank + x.batched))
    order[first], order[second] = second, first
    return at.transposed(at.inputs[0], tuple(order), "")
