"""Resizing in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, channels_last, uniform
from tenet.ir.graph import Node
from tenet.ops.resize import Resize
from tenet.types.dim import Dim
from tenet.types.shape import spatial

LINEAR = ("linear", "bilinear", "trilinear")
"""What PyTorch calls it on one, two and three axes."""


def resize(op: Resize, node: Node) -> Code:
    """F.interpolate, or the kit's resizing to the nearest place where that would round."""
    before, after = spatial(node.types[0].shape), spatial(node.output.type.shape)
    scales = op.scales(node.types[0])
    if op.mode == "nearest" and scales is None and not _exact(before.places, after.places):
        call = f"resize_nearest({{0}}, {after.places})"
        swapped = channels_last(call, swap=before.channels_last)
        return Code(swapped, helpers=("resize.resize_nearest",))
    settings = arguments(
        "{0}",
        size=None if scales else _uniform(after.places),
        scale_factor=uniform(scales) if scales else None,
        mode=f'"{LINEAR[len(after.places) - 1]}"' if op.mode == "linear" else None,
    )
    return Code(channels_last(f"F.interpolate({settings})", swap=before.channels_last))


def _exact(before: tuple[Dim, ...], after: tuple[Dim, ...]) -> bool:
    """Whether each size is a multiple of the other: no rounding misses a place."""
    return all(
        isinstance(a, int) and isinstance(b, int) and (b % a == 0 or a % b == 0)
        for a, b in zip(before, after, strict=True)
    )


def _uniform(sizes: tuple[Dim, ...]) -> object:
    return uniform(tuple(size for size in sizes if isinstance(size, int)))
