"""Saturating activations in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.saturation import HardSigmoid, HardSwish, HardTanh, Relu6


def relu6(op: Relu6, at: Lowering) -> str:
    """A clip."""
    return at.add("Clip", *at.inputs, at.number(0), at.number(6))


def hard_tanh(op: HardTanh, at: Lowering) -> str:
    """A clip."""
    return at.add("Clip", *at.inputs, at.number(op.low), at.number(op.high))


def hard_sigmoid(op: HardSigmoid, at: Lowering) -> str:
    """ONNX's slope is 1/5 unless it is told."""
    return at.add("HardSigmoid", *at.inputs, alpha=1 / 6, beta=0.5)


def hard_swish(op: HardSwish, at: Lowering) -> str:
    """ONNX's own, whose slope is 1/6."""
    return at.add("HardSwish", *at.inputs)
