"""A new axis in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.unsqueeze import Unsqueeze


def unsqueeze(op: Unsqueeze, at: Lowering) -> str:
    """An axis of one place; the batch counts in ONNX."""
    axis = op.along(at.node.types[0]) + at.node.types[0].batched
    return at.add("Unsqueeze", at.inputs[0], at.integers(axis))
