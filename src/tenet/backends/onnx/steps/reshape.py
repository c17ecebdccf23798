"""The numbers of a row on other axes, in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.builder import Builder
from tenet.data.steps.reshape import Reshape


def reshape(step: Reshape, inputs: list[str], build: Builder, name: str) -> str:
    """Reshape; the 0 keeps the number of rows, and works for none too, as -1 would not."""
    sizes = build.constant(np.array([0, *step.sizes], np.int64), "sizes")
    return build.node("Reshape", [inputs[0], sizes], name=name)
