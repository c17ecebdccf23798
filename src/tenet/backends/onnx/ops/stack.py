"""Stacking in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.stack import Stack


def stack(op: Stack, at: Lowering) -> str:
    """Each with the new axis, end to end along it; the batch counts in ONNX."""
    axis = op.along(at.node.types[0]) + at.node.output.type.batched
    place = at.integers(axis)
    layers = [at.add("Unsqueeze", value, place, suffix="layer") for value in at.inputs]
    return at.add("Concat", *layers, axis=axis)
