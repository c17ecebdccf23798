"""Rectifiers in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, parameter
from tenet.ir.graph import Node
from tenet.ops.rectifier import Celu, Elu, Prelu, Selu, Threshold
from tenet.types.shape import layout


def elu(op: Elu, node: Node) -> Code:
    """JAX's own; alpha is written only where it is not the usual one."""
    return Code("nn.elu({0})" if op.alpha == 1 else f"nn.elu({{0}}, {float(op.alpha)!r})")


def selu(op: Selu, node: Node) -> Code:
    """JAX's own."""
    return Code("nn.selu({0})")


def celu(op: Celu, node: Node) -> Code:
    """JAX's own; alpha is written only where it is not the usual one."""
    return Code("nn.celu({0})" if op.alpha == 1 else f"nn.celu({{0}}, {float(op.alpha)!r})")


def threshold(op: Threshold, node: Node) -> Code:
    """A choice by element."""
    return Code(f"jnp.where({{0}} > {float(op.at)!r}, {{0}}, {float(op.otherwise)!r})")


def prelu(op: Prelu, node: Node) -> Code:
    """At zero the derivative is the slope, as in PyTorch."""
    slope = parameter("weight")
    if op.per == "channel":
        at = layout(node.types[0].shape)
        across = len(at.shape) - 1 - at.channel_axis
        slope += f"[:{', None' * across}]" if across else ""
    return Code(f"jnp.where({{0}} > 0, {{0}}, {slope} * {{0}})")
