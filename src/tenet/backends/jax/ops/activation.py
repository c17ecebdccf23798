"""Activations in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.activation import Gelu, LeakyRelu, Relu, Sigmoid, Tanh


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
