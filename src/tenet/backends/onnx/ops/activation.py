"""Activations in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.activation import Gelu, LeakyRelu, Relu, Sigmoid, Tanh


def relu(op: Relu, at: Lowering) -> str:
    """max(x, 0)."""
    return at.add("Relu", *at.inputs)


def leaky_relu(op: LeakyRelu, at: Lowering) -> str:
    """The slope is ONNX's alpha."""
    return at.add("LeakyRelu", *at.inputs, alpha=float(op.slope))


def sigmoid(op: Sigmoid, at: Lowering) -> str:
    """The logistic function."""
    return at.add("Sigmoid", *at.inputs)


def tanh(op: Tanh, at: Lowering) -> str:
    """The hyperbolic tangent."""
    return at.add("Tanh", *at.inputs)


def gelu(op: Gelu, at: Lowering) -> str:
    """Gelu, in ONNX since opset 20."""
    return at.add("Gelu", *at.inputs, approximate="tanh" if op.approximate else "none")
