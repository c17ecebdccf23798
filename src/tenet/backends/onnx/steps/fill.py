"""A value in place of missing ones, in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.columns import equal
from tenet.data.arrays import constant
from tenet.data.steps.fill import Fill


def fill(step: Fill, inputs: list[str], build: Builder, name: str) -> str:
    """IsNaN for numbers, Equal with the empty text for texts; then Where."""
    values = constant(step.values)
    if values.dtype == object:
        lacks = equal(inputs[0], np.array("", dtype=object), build, f"{name}.missing")
    else:
        lacks = build.node("IsNaN", inputs, name=f"{name}.missing")
    return build.node("Where", [lacks, build.constant(values), inputs[0]], name=name)
