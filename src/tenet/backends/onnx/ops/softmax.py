"""Softmax and its relatives in ONNX."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.softmax import LogSoftmax, Softmax, Softmin, Sparsemax


def softmax(op: Softmax, at: Lowering) -> str:
    """Along an axis; the batch counts in ONNX."""
    return at.add("Softmax", *at.inputs, axis=op.with_batch(at.node.types[0]))


def softmin(op: Softmin, at: Lowering) -> str:
    """Softmax of the scores with the other sign; the batch counts in ONNX."""
    turned = at.add("Neg", *at.inputs, suffix="turned")
    return at.add("Softmax", turned, axis=op.with_batch(at.node.types[0]))


def log_softmax(op: LogSoftmax, at: Lowering) -> str:
    """Along an axis; the batch counts in ONNX."""
    return at.add("LogSoftmax", *at.inputs, axis=op.with_batch(at.node.types[0]))


def sparsemax(op: Sparsemax, at: Lowering) -> str:
    """By sorting: max(x - τ, 0), where τ is the largest (sum of the k largest - 1) / k of all k.

    Each k makes it larger as long as the next score is above it, and none does after that.
    """
    x, kind = at.inputs[0], at.node.types[0]
    axis = op.axis % kind.rank + kind.batched
    place = at.build.constant(np.array(axis, np.int64))
    size = at.extent(0, axis)
    ordered, _ = at.add_several("TopK", (x, size), ("ordered", "order"), axis=axis)
    top = at.add("Slice", ordered, *map(at.integers, (0, 1, axis)), suffix="top")
    # Scores count from the largest, so that sums of large ones lose nothing.
    scores, below = (
        at.add("Sub", a, top, suffix=b) for a, b in ((x, "scores"), (ordered, "below"))
    )
    sums = at.add("CumSum", below, place, suffix="sums")
    numbers = at.add("Add", at.counted(size), at.integers(1), suffix="numbers")
    below_it = [1] * (kind.rank + kind.batched - 1 - axis)
    column = at.add("Reshape", numbers, at.integers(-1, *below_it), suffix="column")
    count = at.add("Cast", column, suffix="count", to=TensorProto.FLOAT)
    excess = at.add("Sub", sums, at.number(1), suffix="excess")
    shares = at.add("Div", excess, count, suffix="shares")
    share, _ = at.add_several("TopK", (shares, at.integers(1)), ("share", "kept"), axis=axis)
    return at.add("Relu", at.add("Sub", scores, share, suffix="left"))
