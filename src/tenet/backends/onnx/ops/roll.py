"""Moving places round in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.backends.onnx.ops.slice import END
from tenet.ops.roll import Roll


def roll(op: Roll, at: Lowering) -> str:
    """What is behind a cut, and then what is before it; the batch counts in ONNX."""
    x, kind = at.inputs[0], at.node.types[0]
    axis = op.along(kind) + kind.batched
    zero, end, along = map(at.integers, (0, END, axis))
    cut = at.add("Mod", at.integers(-op.shift), at.extent(0, axis), suffix="cut")
    behind = at.add("Slice", x, cut, end, along, suffix="behind")
    before = at.add("Slice", x, zero, cut, along, suffix="before")
    return at.add("Concat", behind, before, axis=axis)
