"""What is missing: told, in ONNX."""

from __future__ import annotations

from onnx import TensorProto

from tenet.backends.onnx.builder import Builder
from tenet.data.steps.gaps import Mark


def mark(_step: Mark, inputs: list[str], build: Builder, name: str) -> str:
    """IsNaN, and both side by side."""
    lacks = build.node("IsNaN", inputs, name=f"{name}.missing")
    ones = build.node("Cast", [lacks], {"to": TensorProto.DOUBLE}, name=f"{name}.ones")
    return build.node("Concat", [inputs[0], ones], {"axis": 1}, name=name)
