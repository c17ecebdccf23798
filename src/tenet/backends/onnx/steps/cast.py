"""Floats of another precision, in ONNX."""

from __future__ import annotations

from onnx import TensorProto

from tenet.backends.onnx.builder import Builder
from tenet.data.steps.cast import Cast


def cast(step: Cast, inputs: list[str], build: Builder, name: str) -> str:
    """Cast."""
    to = TensorProto.FLOAT if step.dtype == "f32" else TensorProto.DOUBLE
    return build.node("Cast", inputs, {"to": to}, name=name)
