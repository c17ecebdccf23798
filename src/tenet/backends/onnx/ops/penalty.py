"""Penalties in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.penalty import L1, L2


def l1(op: L1, at: Lowering) -> str:
    """The sum of |x|."""
    sizes = [at.add("Abs", value, suffix="size") for value in at.inputs]
    return _added(sizes, at)


def l2(op: L2, at: Lowering) -> str:
    """The sum of x²."""
    sizes = [at.add("Mul", value, value, suffix="size") for value in at.inputs]
    return _added(sizes, at)


def _added(sizes: list[str], at: Lowering) -> str:
    """The sizes of all numbers: of each row where there are rows, of all where there are none."""
    terms = []
    for size, kind in zip(sizes, at.node.types, strict=True):
        axes = at.integers(*range(kind.batched, kind.batched + kind.rank))
        added = at.add("ReduceSum", size, axes, suffix="term", keepdims=0) if kind.rank else size
        terms.append(added)
    return at.add("Sum", *terms)
