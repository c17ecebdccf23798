"""Activations in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.activation import Gelu, LeakyRelu, Relu, Sigmoid, Tanh


def relu(op: Relu, node: Node) -> Code:
    """max(x, 0)."""
    return Code("nn.relu({0})")


def leaky_relu(op: LeakyRelu, node: Node) -> Code:
    """The slope is written only where it is not the usual one."""
    return Code("nn.leaky_relu({0})" if op.slope == 0.01 else f"nn.leaky_relu({{0}}, {op.slope!r})")


def sigmoid(op: Sigmoid, node: Node) -> Code:
    """The logistic function."""
    return Code("nn.sigmoid({0})")


def tanh(op: Tanh, node: Node) -> Code:
    """The hyperbolic tangent."""
    return Code("jnp.tanh({0})")


def gelu(op: Gelu, node: Node) -> Code:
    """JAX approximates unless told not to."""
    return Code(f"nn.gelu({{0}}, approximate={op.approximate})")
