"""Activations in ONNX."""

from __future__ import annotations

from math import pi, sqrt

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.activation import (
    Gelu,
    LeakyRelu,
    LogSigmoid,
    Mish,
    Relu,
    Sigmoid,
    Silu,
    Softplus,
    Softsign,
    Swish,
    Tanh,
)


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
    """Gelu, in ONNX since opset 20; before that, half of x times one more than erf or tanh."""
    (x,) = at.inputs
    if at.opset >= 20:
        return at.add("Gelu", x, approximate="tanh" if op.approximate else "none")
    if op.approximate:
        cube = at.add("Mul", x, at.add("Mul", x, x, suffix="square"), suffix="cube")
        bent = at.add("Mul", cube, at.number(0.044715), suffix="bent")
        inner = at.add("Add", x, bent, suffix="inner")
        reach = at.add("Mul", inner, at.number(sqrt(2 / pi)), suffix="scaled")
        share = at.add("Tanh", reach, suffix="tanh")
    else:
        share = at.add("Erf", at.add("Div", x, at.number(sqrt(2)), suffix="scaled"), suffix="erf")
    twice = at.add("Add", share, at.number(1), suffix="twice")
    return at.add("Mul", at.add("Mul", x, twice, suffix="double"), at.number(0.5))


def silu(op: Silu, at: Lowering) -> str:
    """X times its sigmoid; one node only from opset 24 on."""
    (x,) = at.inputs
    return at.add("Mul", x, at.add("Sigmoid", x, suffix="gate"))


def swish(op: Swish, at: Lowering) -> str:
    """X times the sigmoid of its multiple."""
    (x,) = at.inputs
    scaled = x if op.beta == 1 else at.add("Mul", x, at.number(op.beta), suffix="scaled")
    return at.add("Mul", x, at.add("Sigmoid", scaled, suffix="gate"))


def mish(op: Mish, at: Lowering) -> str:
    """X times tanh of its softplus; one node only from opset 18 on."""
    (x,) = at.inputs
    bent = at.add("Softplus", x, suffix="bent")
    return at.add("Mul", x, at.add("Tanh", bent, suffix="gate"))


def softplus(op: Softplus, at: Lowering) -> str:
    """ONNX's own, between two scalings where it bends more or less sharply."""
    if op.beta == 1:
        return at.add("Softplus", *at.inputs)
    beta = at.number(op.beta)
    scaled = at.add("Mul", at.inputs[0], beta, suffix="scaled")
    return at.add("Div", at.add("Softplus", scaled, suffix="bent"), beta)


def softsign(op: Softsign, at: Lowering) -> str:
    """ONNX's own."""
    return at.add("Softsign", *at.inputs)


def log_sigmoid(op: LogSigmoid, at: Lowering) -> str:
    """The softplus of -x with the other sign, which never overflows."""
    turned = at.add("Neg", *at.inputs, suffix="turned")
    return at.add("Neg", at.add("Softplus", turned, suffix="bent"))
