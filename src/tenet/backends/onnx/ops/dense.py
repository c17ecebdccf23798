"""The fully connected layer in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.dense import Dense


def dense(op: Dense, at: Lowering) -> str:
    """Gemm on vectors; MatMul on all else, by a matrix that is stored transposed if it is its own."""
    x = at.inputs[0]
    bias = (at.weight("bias"),) if op.bias else ()
    if at.node.types[0].rank == 1 and at.node.types[0].batched:
        weight = at.inputs[1] if op.weight else at.weight("weight")
        return at.add("Gemm", x, weight, *bias, transB=1)
    matrix = at.transposed(at.inputs[1], (1, 0), "matrix") if op.weight else at.turned("weight")
    product = at.add("MatMul", x, matrix, suffix="product" if bias else "")
    return at.add("Add", product, *bias) if bias else product
