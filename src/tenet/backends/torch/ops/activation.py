"""Activations in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
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


def silu(op: Silu, node: Node) -> Code:
    """X times its sigmoid."""
    return Code("F.silu({0})")


def swish(op: Swish, node: Node) -> Code:
    """PyTorch knows it with a beta of one alone."""
    beta = float(op.beta)
    return Code("F.silu({0})" if beta == 1 else f"{{0}} * torch.sigmoid({beta!r} * {{0}})")


def mish(op: Mish, node: Node) -> Code:
    """PyTorch's own."""
    return Code("F.mish({0})")


def softplus(op: Softplus, node: Node) -> Code:
    """The bend is written only where it is not the usual one."""
    beta = float(op.beta)
    return Code("F.softplus({0})" if beta == 1 else f"F.softplus({{0}}, beta={beta!r})")


def softsign(op: Softsign, node: Node) -> Code:
    """PyTorch's own."""
    return Code("F.softsign({0})")


def log_sigmoid(op: LogSigmoid, node: Node) -> Code:
    """PyTorch's own, which never overflows."""
    return Code("F.logsigmoid({0})")
