"""Order in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.top_k import Sort, TopK


def top_k(op: TopK, at: Lowering) -> tuple[str, ...]:
    """The values and their places; the batch counts in ONNX."""
    axis = op.along(at.node.types[0]) + at.node.types[0].batched
    inputs = (at.inputs[0], at.integers(op.k))
    return at.add_several("TopK", inputs, ("values", "places"), axis=axis)


def sort(op: Sort, at: Lowering) -> str:
    """As many of the largest, or smallest, as there are."""
    x = at.node.types[0]
    axis = op.along(x) + x.batched
    count, settings = at.extent(0, axis), {"axis": axis, "largest": int(op.descending)}
    return at.add_several("TopK", (at.inputs[0], count), ("values", "places"), **settings)[0]
