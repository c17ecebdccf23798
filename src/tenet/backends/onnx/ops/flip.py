"""Turning axes round in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.backends.onnx.ops.slice import END
from tenet.ops.flip import Flip


def flip(op: Flip, at: Lowering) -> str:
    """Slices from the end to the front; the batch counts in ONNX."""
    axes = [axis + at.node.types[0].batched for axis in op.along(at.node.types[0])]
    back = at.integers(*[-1] * len(axes))
    front = at.integers(*[-END] * len(axes))
    return at.add("Slice", at.inputs[0], back, front, at.integers(*axes), back)
