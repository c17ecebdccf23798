"""The product of matrices in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.matmul import Matmul


def matmul(op: Matmul, at: Lowering) -> str:
    """MatMul, which stretches the axes before the matrices."""
    return at.add("MatMul", *at.aligned())
