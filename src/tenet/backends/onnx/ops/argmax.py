"""Places of extremes in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.argmax import Argmax, Argmin, Extreme


def argmax(op: Argmax, at: Lowering) -> str:
    """ONNX's own, which takes the first of equals."""
    return _place("ArgMax", op, at)


def argmin(op: Argmin, at: Lowering) -> str:
    """ONNX's own, which takes the first of equals."""
    return _place("ArgMin", op, at)


def _place(op_type: str, op: Extreme, at: Lowering) -> str:
    """Along an axis; the batch counts in ONNX."""
    axis = op.along(at.node.types[0]) + at.node.types[0].batched
    return at.add(op_type, at.inputs[0], axis=axis, keepdims=int(op.keep))
