"""Permuting in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.permute import Permute


def permute(op: Permute, at: Lowering) -> str:
    """Every axis in its new place; the batch counts in ONNX, and stays first."""
    batched = at.node.output.type.batched
    order = (*[0] * batched, *(axis + batched for axis in op.axes(at.node.types[0])))
    return at.transposed(at.inputs[0], order, "")
