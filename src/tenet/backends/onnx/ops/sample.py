"""Random tensors in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.sample import Normal, Sample, Uniform
from tenet.types.shape import Misfit

LATEST = 21
"""The last opset whose random numbers ONNX Runtime draws on a CPU."""


def _like(name: str, op: Sample, at: Lowering, **attributes: float) -> str:
    """Random numbers, as many rows as the first input has."""
    if at.opset > LATEST:
        raise Misfit(
            f"draws at random, which ONNX Runtime does up to opset {LATEST} alone",
            f"export with `onnx(opset={LATEST})`",
        )
    rows = at.add("Shape", at.inputs[0], suffix="rows", start=0, end=1)
    shape = (
        at.add("Concat", rows, at.sizes(*op.shape), suffix="shape", axis=0) if op.shape else rows
    )
    like = at.add("ConstantOfShape", shape, suffix="like")
    return at.add(name, like, suffix="", dtype=1, **attributes)


def normal(op: Normal, at: Lowering) -> str:
    """RandomNormalLike."""
    return _like("RandomNormalLike", op, at)


def uniform(op: Uniform, at: Lowering) -> str:
    """RandomUniformLike."""
    return _like("RandomUniformLike", op, at, low=float(op.low), high=float(op.high))
