"""The constant of an elementwise step, kept from being taken for nothing."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.builder import Builder
from tenet.data.arrays import constant


def operand(
    values: tuple[float, ...],
    x: str,
    build: Builder,
    name: str,
    *,
    drop: float | None,
    behind: int = 0,
) -> str:
    """The constant for an operation on `x` that may be dropped if the constant is `drop`.

    ONNX Runtime drops an operation whose only constant is 0 or 1, as may be, and rounds it to
    float32 to see: a division by 1 + 1e-9 would be lost. Such a constant is spread over the rows
    instead.
    """
    value = constant(values, behind)
    known = build.constant(value)
    with np.errstate(over="ignore"):
        rounded = float(value.astype(np.float32).flat[0])
    if value.size > 1 or value.flat[0] == drop or rounded not in {0.0, 1.0}:
        return known
    shape = build.node("Shape", [x], name=f"{name}.shape")
    return build.node("Expand", [known, shape], name=f"{name}.constant")
