"""Squeezing in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.squeeze import Squeeze


def squeeze(op: Squeeze, at: Lowering) -> str:
    """Without some axes; the batch counts in ONNX, and is never dropped."""
    axes = [axis + at.node.output.type.batched for axis in op.dropped(at.node.types[0])]
    if not axes:
        return at.add("Identity", at.inputs[0])
    return at.add("Squeeze", at.inputs[0], at.integers(*axes))
