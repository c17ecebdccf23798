"""Length one, and directions, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.backends.onnx.ops.reduction import measured
from tenet.ops.normalize import CosineSimilarity, Normalize


def normalize(op: Normalize, at: Lowering) -> str:
    """Divided by the norm, or by eps where that is larger; the batch counts in ONNX."""
    x = at.node.types[0]
    return _unit(at, at.inputs[0], op.p, op.along(x) + x.batched, op.eps, "")


def cosine_similarity(op: CosineSimilarity, at: Lowering) -> str:
    """The sum of products of what is divided by its length."""
    axis = op.along(at.node.types[0])
    a, b = (_unit(at, value, 2, axis, op.eps, "unit") for value in at.inputs)
    product = at.add("Mul", a, b, suffix="product")
    return at.add("ReduceSum", product, at.integers(axis), keepdims=0)


def _unit(at: Lowering, value: str, p: int | str, axis: int, eps: float, suffix: str) -> str:
    norm = measured(p, at, value, [axis], keep=True, suffix="norm")
    divisor = at.add("Max", norm, at.number(eps), suffix="divisor")
    return at.add("Div", value, divisor, suffix=suffix)
