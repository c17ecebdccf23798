"""The cells of one of several columns, in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.builder import Builder


def column_of(x: str, place: int, count: int, build: Builder, name: str) -> str:
    """Column `place` of `[N, count]` as `[N, 1]`; what is a single column already stays as it is."""
    if count == 1:
        return x
    index = build.constant(np.array([place], np.int64), "column")
    return build.node("Gather", [x, index], {"axis": 1}, name=f"{name}.cells")


def joined(parts: list[str], build: Builder, name: str) -> str:
    """The parts of all columns side by side."""
    if len(parts) == 1:
        return parts[0]
    return build.node("Concat", parts, {"axis": 1}, name=f"{name}.joined")
