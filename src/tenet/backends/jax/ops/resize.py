"""Resizing in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.resize import Resize
from tenet.types.shape import spatial


def resize(op: Resize, node: Node) -> Code:
    """Repeated or chosen places, or jax.image.resize, which must be told not to smooth."""
    after = spatial(node.output.type.shape)
    scales = op.scales(node.types[0])
    first = 1 if after.channels_last else 2
    if op.mode == "linear":
        sizes = [f"{{0}}.shape[{axis}]" for axis in range(len(after.shape) + 1)]
        for place, size in enumerate(after.places):
            known, axis = isinstance(size, int), first + place
            sizes[axis] = str(size) if known or not scales else f"{scales[place]} * {sizes[axis]}"
        call = f'jax.image.resize({{0}}, ({", ".join(sizes)}), "linear", antialias=False)'
        return Code(call)
    if scales:
        repeats = "".join(
            f".repeat({scale}, axis={axis})" for axis, scale in enumerate(scales, first)
        )
        return Code(f"{{0}}{repeats}")
    return Code(
        f"resize_nearest({{0}}, {after.places}, {first})", helpers=("resize.resize_nearest",)
    )
