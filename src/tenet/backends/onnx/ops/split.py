"""Splitting in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.split import Split


def split(op: Split, at: Lowering) -> tuple[str, ...]:
    """The parts along an axis; the batch counts in ONNX. Of an axis of unknown size they are equal."""
    x = at.node.types[0]
    axis, sizes = op.along(x) + x.batched, op.sizes(x)
    suffixes = tuple(f"part_{number}" for number in range(1, len(sizes) + 1))
    known = [size for size in sizes if isinstance(size, int)]
    if len(known) < len(sizes):
        count = {"num_outputs": len(sizes)} if at.opset >= 18 else {}
        return at.add_several("Split", at.inputs, suffixes, axis=axis, **count)
    return at.add_several("Split", (at.inputs[0], at.integers(*known)), suffixes, axis=axis)
