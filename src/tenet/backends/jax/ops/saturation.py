"""Saturating activations in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.saturation import HardSigmoid, HardSwish, HardTanh, Relu6


def relu6(op: Relu6, node: Node) -> Code:
    """JAX's own."""
    return Code("nn.relu6({0})")


def hard_tanh(op: HardTanh, node: Node) -> Code:
    """At the ends the derivative is zero, as in PyTorch; that of JAX's own is one."""
    low, high = float(op.low), float(op.high)
    inner = f"jnp.where({{0}} >= {high!r}, {high!r}, {{0}})"
    return Code(f"jnp.where({{0}} <= {low!r}, {low!r}, {inner})")


def hard_sigmoid(op: HardSigmoid, node: Node) -> Code:
    """JAX's own."""
    return Code("nn.hard_sigmoid({0})")


def hard_swish(op: HardSwish, node: Node) -> Code:
    """JAX's own."""
    return Code("nn.hard_swish({0})")
