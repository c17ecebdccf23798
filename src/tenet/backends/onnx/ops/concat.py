"""Concatenation in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.concat import Concat


def concat(op: Concat, at: Lowering) -> str:
    """Along an axis; the batch counts in ONNX, and what is the same for all rows is repeated."""
    axis = op.along(at.node.types[0]) + at.node.output.type.batched
    same, of_rows = op.repeated(*at.node.types)
    parts = list(at.inputs)
    if same:
        rows = at.add("Shape", parts[of_rows], suffix="rows", start=0, end=1)
        ones = at.integers(*[1] * at.node.output.type.rank)
        shape = at.add("Concat", rows, ones, suffix="repeated_sizes", axis=0)
        for place in same:
            parts[place] = at.add("Expand", parts[place], shape, suffix="repeated")
    return at.add("Concat", *parts, axis=axis)
