"""Running totals in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.cumulate import Cumsum


def cumsum(op: Cumsum, at: Lowering) -> str:
    """Along an axis; the batch counts in ONNX."""
    axis = op.along(at.node.types[0]) + at.node.types[0].batched
    place = at.build.constant(np.array(axis, np.int64))
    reverse, exclusive = int(op.reverse), int(op.exclusive)
    return at.add("CumSum", at.inputs[0], place, reverse=reverse, exclusive=exclusive)
