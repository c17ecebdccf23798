"""Activations in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.activation import Gelu, LeakyRelu, Relu, Sigmoid, Tanh


def relu(op: Relu, node: Node) -> Code:
    """max(x, 0)."""
    return Code("F.relu({0})")


def leaky_relu(op: LeakyRelu, node: Node) -> Code:
    """The slope is written only where it is not the usual one."""
    return Code("F.leaky_relu({0})" if op.slope == 0.01 else f"F.leaky_relu({{0}}, {op.slope!r})")


def sigmoid(op: Sigmoid, node: Node) -> Code:
    """The logistic function."""
    return Code("torch.sigmoid({0})")


def tanh(op: Tanh, node: Node) -> Code:
    """The hyperbolic tangent."""
    return Code("torch.tanh({0})")


def gelu(op: Gelu, node: Node) -> Code:
    """By erf, or by tanh where asked for."""
    return Code('F.gelu({0}, approximate="tanh")' if op.approximate else "F.gelu({0})")
