"""The cells of one of several columns in ONNX, and what they are compared with."""

from __future__ import annotations

import numpy as np

from tenet.backends.mistakes import NOT_LOWERED
from tenet.backends.onnx.builder import Array, Builder

COMPARES_TEXTS = 19
"""The opset from which ONNX compares texts."""


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


def equal(x: str, values: Array, build: Builder, name: str) -> str:
    """Where cells are these numbers or texts.

    Raises:
        TenetError: they are texts, which the opset cannot compare.
    """
    if values.dtype == object and build.opset < COMPARES_TEXTS:
        raise NOT_LOWERED.error(
            None,
            f"ONNX compares texts from opset {COMPARES_TEXTS} on, and a column has some, but the"
            f" model is to be of opset {build.opset}",
            help=f"export with `onnx(opset={COMPARES_TEXTS})` or later",
        )
    return build.node("Equal", [x, build.constant(values, "values")], name=name)


def largest(x: str, build: Builder, name: str) -> str:
    """The largest along the last axis, which goes."""
    if build.opset < 18:
        return build.node("ReduceMax", [x], {"axes": [-1], "keepdims": 0}, name=name)
    last = build.constant(np.array([-1], np.int64), "last")
    return build.node("ReduceMax", [x, last], {"keepdims": 0}, name=name)
