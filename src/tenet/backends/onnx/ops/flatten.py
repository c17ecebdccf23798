"""Flatten in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.flatten import Flatten


def flatten(op: Flatten, at: Lowering) -> str:
    """All axes but the batch on one."""
    if not at.node.output.type.batched:
        return at.add("Reshape", at.inputs[0], at.integers(-1))
    return at.add("Flatten", at.inputs[0], axis=1)
