"""Casts in ONNX."""

from __future__ import annotations

from onnx import TensorProto

from tenet.backends.lowering import Never
from tenet.backends.onnx.lowered import Lowering
from tenet.ops.cast import Cast

ELEMENT = {
    "f32": TensorProto.FLOAT,
    "i32": TensorProto.INT32,
    "i64": TensorProto.INT64,
    "bool": TensorProto.BOOL,
}


def cast(op: Cast, at: Lowering) -> str:
    """ONNX's own."""
    return at.add("Cast", *at.inputs, to=ELEMENT[op.to])


cast_float = Never("what is exported is not rounded for the sake of training")
