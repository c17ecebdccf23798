"""Rectifiers in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.rectifier import Celu, Elu, Prelu, Selu, Threshold
from tenet.types.shape import layout


def elu(op: Elu, at: Lowering) -> str:
    """ONNX's own."""
    return at.add("Elu", *at.inputs, alpha=float(op.alpha))


def selu(op: Selu, at: Lowering) -> str:
    """ONNX's own, whose constants are the usual ones."""
    return at.add("Selu", *at.inputs)


def celu(op: Celu, at: Lowering) -> str:
    """ONNX's own."""
    return at.add("Celu", *at.inputs, alpha=float(op.alpha))


def threshold(op: Threshold, at: Lowering) -> str:
    """A choice by element."""
    (x,) = at.inputs
    above = at.add("Greater", x, at.number(op.at), suffix="above")
    return at.add("Where", above, x, at.number(op.otherwise))


def prelu(op: Prelu, at: Lowering) -> str:
    """ONNX's own; slopes stretch from the right, so that those of images get axes after them."""
    slope = at.weight("weight")
    shape = at.node.types[0].shape
    if op.per == "channel" and (across := len(shape) - 1 - layout(shape).channel_axis):
        slope = at.add("Unsqueeze", slope, at.integers(*range(1, 1 + across)), suffix="slopes")
    return at.add("PRelu", at.inputs[0], slope)
