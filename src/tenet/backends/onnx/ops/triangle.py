"""Triangles in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.triangle import LowerTriangle, Triangle, UpperTriangle


def lower_triangle(op: LowerTriangle, at: Lowering) -> str:
    """Zeros above an edge."""
    return _triangle(op, at, upper=0)


def upper_triangle(op: UpperTriangle, at: Lowering) -> str:
    """Zeros below an edge."""
    return _triangle(op, at, upper=1)


def _triangle(op: Triangle, at: Lowering, upper: int) -> str:
    edge = at.build.constant(np.array(op.offset, np.int64))
    return at.add("Trilu", at.inputs[0], edge, upper=upper)
