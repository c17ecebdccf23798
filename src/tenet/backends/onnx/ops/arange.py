"""Counting in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.arange import Arange


def arange(op: Arange, at: Lowering) -> str:
    """A constant, or a Range to what an input tells."""
    if isinstance(op.n, int):
        return at.integers(*range(op.n))
    return at.counted(at.size(op.n), "")
