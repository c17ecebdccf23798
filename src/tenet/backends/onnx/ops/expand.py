"""Stretching in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.expand import Expand


def expand(op: Expand, at: Lowering) -> str:
    """The axes stretched; 1 is ONNX's word for an axis that stays, as the batch does."""
    x, value = at.node.types[0], at.inputs[0]
    missing = len(op.sizes) - x.rank
    if x.batched and missing:
        axes = at.integers(*range(1, 1 + missing))
        value = at.add("Unsqueeze", value, axes, suffix="stretched")
    stretched = zip(op.sizes, op.stretched(x), strict=True)
    sizes = [size if new else 1 for size, new in stretched]
    return at.add("Expand", value, at.sizes(*[1] * x.batched, *sizes))
