"""Inner products and distances in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.dot import Cdist, Dot


def dot(op: Dot, at: Lowering) -> str:
    """The sum of products."""
    product = at.add("Mul", *at.inputs, suffix="product")
    return at.add("ReduceSum", product, at.integers(-1), keepdims=0)


def cdist(op: Cdist, at: Lowering) -> str:
    """The root of the sum of squared differences."""
    a = at.add("Unsqueeze", at.inputs[0], at.integers(-2), suffix="a")
    b = at.add("Unsqueeze", at.inputs[1], at.integers(-3), suffix="b")
    apart = at.add("Sub", a, b, suffix="apart")
    squared = at.add("Mul", apart, apart, suffix="squared")
    total = at.add("ReduceSum", squared, at.integers(-1), suffix="total", keepdims=0)
    return at.add("Sqrt", total)
