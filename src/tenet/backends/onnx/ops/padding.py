"""Padding in ONNX."""

from __future__ import annotations

from math import inf

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.padding import Align, Fill, Mask, RealSize
from tenet.types.tensor import DType

ELEMENTS = {DType.I64: np.int64, DType.I32: np.int32, DType.BOOL: np.bool_, DType.F64: np.float64}


def real_size(op: RealSize, at: Lowering) -> str:
    """The size, computed of the lengths."""
    return at.computed(op.size, dict(zip(op.names, at.inputs, strict=True)))


def _number(at: Lowering, value: float) -> str:
    """A number of the output's element type, where infinity is the largest that there is."""
    element = ELEMENTS.get(at.node.output.type.dtype, np.float32)
    if value in {inf, -inf} and np.issubdtype(element, np.integer):
        value = np.iinfo(element).max if value > 0 else np.iinfo(element).min
    return at.build.constant(np.array(value, element))


def fill(op: Fill, at: Lowering) -> str:
    """Where places are below the length."""
    x, lengths = at.inputs
    rank = at.node.types[0].rank
    below = range(1, rank - op.axis)
    places = at.counted(at.extent(0, op.axis + 1))
    if below:
        places = at.add("Unsqueeze", places, at.integers(*below), suffix="places_spread")
    ends = at.add("Unsqueeze", lengths, at.integers(*range(1, rank + 1)), suffix="ends")
    real = at.add("Less", places, ends, suffix="real")
    return at.add("Where", real, x, _number(at, op.value))


def align(op: Align, at: Lowering) -> str:
    """Each row gathered from where its windows begin."""
    x, lengths = at.inputs
    step, one = at.integers(op.stride), at.integers(1)
    count = at.add("Shape", x, suffix="size", start=1, end=2)

    def spanned(size: str) -> str:
        more = at.add("Add", size, at.integers(op.stride - 1), suffix="rounded")
        windows = at.add("Sub", at.add("Div", more, step, suffix="windows"), one, suffix="steps")
        return at.add(
            "Add",
            at.add("Mul", windows, step, suffix="span"),
            at.integers(op.reach),
            suffix="spanned",
        )

    added = at.add("Sub", spanned(lengths), lengths, suffix="added")
    positive = at.add("Max", added, at.integers(0), suffix="padded")
    before = at.add("Div", positive, at.integers(2), suffix="before")
    zero = at.build.constant(np.array(0, np.int64))
    unit = at.build.constant(np.array(1, np.int64))
    total = at.add("Squeeze", spanned(count), suffix="total")
    numbers = at.add("Range", zero, total, unit, suffix="places")
    column = at.integers(1)
    shifted = at.add(
        "Sub", numbers, at.add("Unsqueeze", before, column, suffix="shift"), suffix="shifted"
    )
    after = at.add("GreaterOrEqual", shifted, zero, suffix="after")
    ends = at.add("Unsqueeze", lengths, column, suffix="ends")
    within = at.add("And", after, at.add("Less", shifted, ends, suffix="inside"), suffix="within")
    last = at.add("Sub", count, one, suffix="last")
    floor = at.add("Max", shifted, zero, suffix="floor")
    index = at.add("Min", floor, last, suffix="index")
    wide = at.add("Unsqueeze", index, at.integers(2), suffix="index_wide")
    features = at.add("Shape", x, suffix="features", start=2, end=3)
    ones = at.add("Concat", one, one, features, suffix="spread", axis=0)
    full = at.add("Expand", wide, ones, suffix="index_full")
    gathered = at.add("GatherElements", x, full, suffix="gathered", axis=1)
    real = at.add("Unsqueeze", within, at.integers(2), suffix="real")
    return at.add("Where", real, gathered, _number(at, op.value))


def mask(op: Mask, at: Lowering) -> str:
    """Places below the length; all, where none is told."""
    places = at.counted(at.extent(0, 1))
    if not op.lengths:
        rows = at.add("Shape", at.inputs[0], suffix="rows", start=0, end=2)
        true = at.add(
            "GreaterOrEqual", places, at.build.constant(np.array(0, np.int64)), suffix="true"
        )
        return at.add("Expand", true, rows)
    ends = at.add("Unsqueeze", at.inputs[1], at.integers(1), suffix="ends")
    return at.add("Less", places, ends)
