"""Softmax in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.softmax import Softmax


def softmax(op: Softmax, at: Lowering) -> str:
    """Along an axis; the batch counts in ONNX."""
    return at.add("Softmax", *at.inputs, axis=op.along(at.node.types[0]))
