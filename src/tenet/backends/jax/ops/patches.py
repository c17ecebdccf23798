"""Patches in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.patches import Patches


def patches(op: Patches, node: Node) -> Code:
    """The kit's patches, in the spec's own layout."""
    window = op.window(node.types[0])
    first = 1 if window.layout.channels_last else 2
    call = f"patches({{0}}, {window.kernel}, {window.stride}, {first})"
    return Code(call, helpers=("patches.patches",))
