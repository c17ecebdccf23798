"""Shrinkage in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.shrinkage import HardShrink, SoftShrink, TanhShrink


def hard_shrink(op: HardShrink, node: Node) -> Code:
    """A choice by element."""
    return Code(f"jnp.where(jnp.abs({{0}}) > {float(op.threshold)!r}, {{0}}, 0.0)")


def soft_shrink(op: SoftShrink, node: Node) -> Code:
    """A choice by element."""
    size = float(op.threshold)
    moved = f"{{0}} - {size!r} * jnp.sign({{0}})"
    return Code(f"jnp.where(jnp.abs({{0}}) > {size!r}, {moved}, 0.0)")


def tanh_shrink(op: TanhShrink, node: Node) -> Code:
    """What tanh takes away."""
    return Code("{0} - jnp.tanh({0})")
