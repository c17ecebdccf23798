"""Shrinkage in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.shrinkage import HardShrink, SoftShrink, TanhShrink


def hard_shrink(op: HardShrink, at: Lowering) -> str:
    """ONNX's Shrink, which leaves what is large as it is."""
    return at.add("Shrink", *at.inputs, lambd=float(op.threshold))


def soft_shrink(op: SoftShrink, at: Lowering) -> str:
    """ONNX's Shrink, which moves what is large."""
    return at.add("Shrink", *at.inputs, lambd=float(op.threshold), bias=float(op.threshold))


def tanh_shrink(op: TanhShrink, at: Lowering) -> str:
    """What tanh takes away."""
    (x,) = at.inputs
    return at.add("Sub", x, at.add("Tanh", x, suffix="taken"))
