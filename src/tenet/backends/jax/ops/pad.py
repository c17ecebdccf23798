"""Padding in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.pad import Pad
from tenet.types.shape import spatial

MODES = {"reflect": "reflect", "replicate": "edge"}
"""What JAX calls them."""


def pad(op: Pad, node: Node) -> Code:
    """jnp.pad on the spatial axes."""
    kind = node.types[0]
    amounts = [*op.sides(kind)]
    amounts.insert(spatial(kind.shape).channel_axis, (0, 0))
    how = f', mode="{MODES[op.mode]}"' if op.mode != "constant" else ""
    value = int(op.value) if kind.dtype.is_integer else op.value
    how += f", constant_values={value}" if op.value else ""
    return Code(f"jnp.pad({{0}}, {((0, 0), *amounts)}{how})")
