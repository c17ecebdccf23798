"""Normalisation of groups of channels in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, parameter
from tenet.ir.graph import Node
from tenet.ops.group_norm import GroupNorm, InstanceNorm
from tenet.types.shape import layout


def group_norm(op: GroupNorm, node: Node) -> Code:
    """The kit's group norm, in the spec's own layout."""
    given = f"{{0}}, {op.groups}{_settings(op, node)}"
    return Code(f"group_norm({given})", helpers=("norm.group_norm",))


def instance_norm(op: InstanceNorm, node: Node) -> Code:
    """The kit's instance norm, in the spec's own layout."""
    return Code(f"instance_norm({{0}}{_settings(op, node)})", helpers=("norm.instance_norm",))


def _settings(op: GroupNorm | InstanceNorm, node: Node) -> str:
    axis = layout(node.types[0].shape).channel_axis + 1
    text = f", {parameter('weight')}, {parameter('bias')}" if op.affine else ""
    text += "" if axis == 1 else f", axis={axis}"
    return text + ("" if op.eps == 1e-5 else f", eps={op.eps}")
