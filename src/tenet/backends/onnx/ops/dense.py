"""The fully connected layer in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.dense import Dense


def dense(op: Dense, at: Lowering) -> str:
    """Gemm on vectors, a transposed MatMul on all else."""
    x = at.inputs[0]
    weight = at.inputs[1] if op.weight else at.weight("weight")
    bias = (at.weight("bias"),) if op.bias else ()
    if at.node.types[0].rank == 1 and at.node.types[0].batched:
        return at.add("Gemm", x, weight, *bias, transB=1)
    matrix = at.transposed(weight, (1, 0), "matrix")
    product = at.add("MatMul", x, matrix, suffix="product" if bias else "")
    return at.add("Add", product, *bias) if bias else product
