"""Activations in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
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


def relu(op: Relu, node: Node) -> Code:
    """max(x, 0)."""
    return Code("nn.relu({0})")


def leaky_relu(op: LeakyRelu, node: Node) -> Code:
    """At zero the derivative is the slope, as in PyTorch; that of JAX's own is one."""
    return Code(f"jnp.where({{0}} > 0, {{0}}, {float(op.slope)!r} * {{0}})")


def sigmoid(op: Sigmoid, node: Node) -> Code:
    """The logistic function."""
    return Code("nn.sigmoid({0})")


def tanh(op: Tanh, node: Node) -> Code:
    """The hyperbolic tangent."""
    return Code("jnp.tanh({0})")


def gelu(op: Gelu, node: Node) -> Code:
    """JAX approximates unless told not to."""
    return Code(f"nn.gelu({{0}}, approximate={op.approximate})")


def silu(op: Silu, node: Node) -> Code:
    """X times its sigmoid."""
    return Code("nn.silu({0})")


def swish(op: Swish, node: Node) -> Code:
    """JAX knows it with a beta of one alone."""
    beta = float(op.beta)
    return Code("nn.silu({0})" if beta == 1 else f"{{0}} * nn.sigmoid({beta!r} * {{0}})")


def mish(op: Mish, node: Node) -> Code:
    """JAX's own."""
    return Code("nn.mish({0})")


def softplus(op: Softplus, node: Node) -> Code:
    """JAX's own, which always bends in the same way."""
    beta = float(op.beta)
    return Code("nn.softplus({0})" if beta == 1 else f"nn.softplus({beta!r} * {{0}}) / {beta!r}")


def softsign(op: Softsign, node: Node) -> Code:
    """JAX's own."""
    return Code("nn.soft_sign({0})")


def log_sigmoid(op: LogSigmoid, node: Node) -> Code:
    """JAX's own, which never overflows."""
    return Code("nn.log_sigmoid({0})")
