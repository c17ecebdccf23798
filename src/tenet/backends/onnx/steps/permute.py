"""The axes of a row in another order, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.data.steps.permute import Permute


def permute(step: Permute, inputs: list[str], build: Builder, name: str) -> str:
    """Transpose."""
    order = [0, *(axis + 1 for axis in step.axes)]
    return build.node("Transpose", inputs, {"perm": order}, name=name)
