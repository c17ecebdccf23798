"""Which of its values each cell holds, in ONNX."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.columns import column_of, equal, joined
from tenet.data.arrays import constant
from tenet.data.steps.equals import Equals


def equals(step: Equals, inputs: list[str], build: Builder, name: str) -> str:
    """Equal with each column's values, of numbers or texts, and Cast."""
    x, hits = inputs[0], []
    if len(step.classes) == 1:
        vector = build.constant(np.array([0, 1], np.int64), "sizes")
        x = build.node("Reshape", [x, vector], name=f"{name}.cells")
    for place, values in enumerate(step.classes):
        cells = column_of(x, place, len(step.classes), build, name)
        hits.append(equal(cells, constant(values).reshape(1, -1), build, f"{name}.hits"))
    return build.node("Cast", [joined(hits, build, name)], {"to": TensorProto.DOUBLE}, name=name)
