"""Repeating in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.tile import RepeatEach, Tile


def tile(op: Tile, at: Lowering) -> str:
    """The whole again and again; the batch counts in ONNX, and comes once."""
    times = at.integers(*[1] * at.node.types[0].batched, *op.repeats)
    return at.add("Tile", at.inputs[0], times) if op.repeats else at.inputs[0]


def repeat_each(op: RepeatEach, at: Lowering) -> str:
    """Place i // count of the axis for each place i of the result; the batch counts in ONNX."""
    x, kind = at.inputs[0], at.node.types[0]
    axis, times = op.along(kind) + kind.batched, at.integers(op.count)
    total = at.add("Mul", at.extent(0, axis), times, suffix="total")
    places = at.add("Div", at.counted(total, "range"), times, suffix="places")
    return at.add("Gather", x, places, axis=axis)
