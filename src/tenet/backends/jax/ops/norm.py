"""Normalisation in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, parameter
from tenet.ir.graph import Node
from tenet.ops.norm import BatchNorm, LayerNorm
from tenet.types.shape import layout


def batch_norm(op: BatchNorm, node: Node) -> Code:
    """The kit's batch norm, which moves the running statistics in the state."""
    axis = layout(node.types[0].shape).channel_axis + 1
    named = "" if axis == 1 else f", axis={axis}"
    named += "" if op.eps == 1e-5 else f", eps={op.eps}"
    named += "" if op.momentum == 0.1 else f", momentum={float(op.momentum)!r}"
    call = f'batch_norm("{{path}}", {{0}}, params, state, training{named})'
    return Code(call, helpers=("norm.batch_norm",), stateful=True)


def layer_norm(op: LayerNorm, node: Node) -> Code:
    """The kit's layer norm over the last axis."""
    eps = "" if op.eps == 1e-5 else f", eps={op.eps}"
    call = f"layer_norm({{0}}, {parameter('weight')}, {parameter('bias')}{eps})"
    return Code(call, helpers=("norm.layer_norm",))
