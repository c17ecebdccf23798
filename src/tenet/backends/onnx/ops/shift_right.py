"""Moving a sequence on in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.shift_right import ShiftRight
from tenet.types.tensor import DType


def shift_right(op: ShiftRight, at: Lowering) -> str:
    """Without its last place, and padded by one before; the batch counts in ONNX."""
    x = at.node.types[0]
    axis, rank = op.along(x) + x.batched, x.rank + x.batched
    kept = at.add(
        "Slice", at.inputs[0], at.integers(0), at.integers(-1), at.integers(axis), suffix="kept"
    )
    pads = [int(place == axis) for place in range(2 * rank)]
    start = at.build.constant(np.array(op.first(x), np.int64 if x.dtype.is_integer else np.float32))
    like = at.add("CastLike", start, kept, suffix="start") if x.dtype not in EXACT else start
    return at.add("Pad", kept, at.integers(*pads), like)


EXACT = (DType.F32, DType.I64)
"""The types of elements that a constant has at once."""
