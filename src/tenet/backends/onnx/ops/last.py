"""The last place in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.last import Last


def last(op: Last, at: Lowering) -> str:
    """A place counted from the end; the batch counts in ONNX."""
    axis = op.along(at.node.types[0]) + at.node.types[0].batched
    if op.lengths:
        return _real(op, at)
    return at.add("Gather", at.inputs[0], at.build.constant(np.array(-1, np.int64)), axis=axis)


def _real(op: Last, at: Lowering) -> str:
    """The last real place of each row: batched indices reach no further than one axis at a time."""
    x, rank, axis = at.node.types[0], at.node.types[0].rank, op.along(at.node.types[0])
    value = at.inputs[0]
    if axis:
        order = (0, axis + 1, *(a for a in range(1, rank + 1) if a != axis + 1))
        value = at.transposed(value, order, "turned")
    place = at.add("Sub", at.inputs[1], at.build.constant(np.array(1, np.int64)), suffix="place")
    index = at.add("Unsqueeze", place, at.integers(1), suffix="index")
    assert x.batched
    return at.add("GatherND", value, index, batch_dims=1)
