"""Padding in JAX."""

from __future__ import annotations

from tenet.backends.emitting import computed, limit
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.padding import Align, Fill, Mask, RealSize


def real_size(op: RealSize, node: Node) -> Code:
    """The size, written out in tensors."""
    return Code(computed(op.size, op.names))


def fill(op: Fill, node: Node) -> Code:
    """The kit's."""
    call = f"fill({{0}}, {{1}}, {op.axis + 1}, {limit(op.value, node, 'jax')})"
    return Code(call, helpers=("padding.fill",))


def align(op: Align, node: Node) -> Code:
    """The kit's."""
    further = f", {limit(op.value, node, 'jax')}" if op.value else ""
    call = f"align({{0}}, {{1}}, {op.reach}, {op.stride}{further})"
    return Code(call, helpers=("padding.align",))


def mask(op: Mask, node: Node) -> Code:
    """Places below the length."""
    if not op.lengths:
        return Code("jnp.ones({0}.shape[:2], bool)")
    return Code("jnp.arange({0}.shape[1]) < {1}[:, None]")
