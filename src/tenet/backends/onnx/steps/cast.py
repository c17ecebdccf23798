"""Numbers of another type, in ONNX."""

from __future__ import annotations

from onnx import TensorProto

from tenet.backends.onnx.builder import Builder
from tenet.data.steps.cast import Cast

DTYPES = {"f32": TensorProto.FLOAT, "f64": TensorProto.DOUBLE, "i64": TensorProto.INT64}


def cast(step: Cast, inputs: list[str], build: Builder, name: str) -> str:
    """Cast."""
    return build.node("Cast", inputs, {"to": DTYPES[step.dtype]}, name=name)
