"""Concatenation in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.concat import Concat


def concat(op: Concat, at: Lowering) -> str:
    """Along an axis; the batch counts in ONNX."""
    axis = op.along(at.node.types[0]) + at.node.output.type.batched
    return at.add("Concat", *at.inputs, axis=axis)
