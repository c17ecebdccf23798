"""Counting in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.arange import Arange


def arange(op: Arange, at: Lowering) -> str:
    """A constant, or a Range to what an input tells."""
    if isinstance(op.n, int):
        return at.integers(*range(op.n))
    zero, one = (at.build.constant(np.array(n, np.int64)) for n in (0, 1))
    return at.add("Range", zero, at.add("Squeeze", at.size(op.n), suffix="count"), one)
