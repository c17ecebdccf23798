"""Stretching in JAX."""

from __future__ import annotations

from tenet.backends.emitting import sized
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.expand import Expand


def expand(op: Expand, node: Node) -> Code:
    """The axes stretched; the batch and axes of unknown size stay as they are."""
    x = node.types[0]
    count = len(op.sizes) - x.rank
    missing = ", None" * count
    axes = f"[:{missing}]" if x.batched and missing else ""
    sizes = ["{0}.shape[0]"] * x.batched + [
        sized(node, size)
        if new or isinstance(size, int)
        else f"{{0}}.shape[{place - count + x.batched}]"
        for place, (size, new) in enumerate(zip(op.sizes, op.stretched(x), strict=True))
    ]
    shape = f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"
    return Code(f"jnp.broadcast_to({{0}}{axes}, {shape})")
