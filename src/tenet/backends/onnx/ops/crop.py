"""Cropping in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.crop import Crop
from tenet.ops.window import sliding
from tenet.types.shape import spatial


def crop(op: Crop, at: Lowering) -> str:
    """Slice of the spatial axes; the batch counts in ONNX."""
    kind = at.node.types[0]
    kept = op.kept(kind)
    return at.add(
        "Slice",
        at.inputs[0],
        at.integers(*(start for start, _ in kept)),
        at.integers(*(stop for _, stop in kept)),
        at.integers(*(axis + kind.batched for axis in sliding(spatial(kind.shape)))),
    )
