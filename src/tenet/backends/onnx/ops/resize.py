"""Resizing in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.resize import Resize
from tenet.types.dim import Dim
from tenet.types.shape import spatial


def resize(op: Resize, at: Lowering) -> str:
    """Resize; to sizes, the nearest places are taken one by one, since Resize rounds."""
    scales = op.scales(at.node.types[0])
    if op.mode == "linear":
        return _resized(scales, at, mode="linear", coordinates="half_pixel")
    if scales is None:
        return _chosen(at)
    return _resized(scales, at, mode="nearest", coordinates="asymmetric")


def _resized(scales: tuple[int, ...] | None, at: Lowering, mode: str, coordinates: str) -> str:
    """Resize of all axes, of which the batch and the channels stay."""
    x = at.inputs[0]
    layout = spatial(at.node.output.type.shape)
    if scales is not None:
        factors = [1.0, *(float(scale) for scale in scales)]
        factors.insert(layout.channel_axis + 1, 1.0)
        sizes = [at.build.constant(np.array(factors, np.float32))]
    else:
        rows = at.add("Shape", x, suffix="rows", start=0, end=1)
        wanted = at.sizes(*layout.shape)
        sizes = ["", at.add("Concat", rows, wanted, suffix="sizes", axis=0)]
    return at.add(
        "Resize",
        x,
        "",
        *sizes,
        mode=mode,
        coordinate_transformation_mode=coordinates,
        nearest_mode="floor",
    )


def _chosen(at: Lowering) -> str:
    """Gather on each axis: place i is floor(i * n / size)."""
    before, after = spatial(at.node.types[0].shape), spatial(at.node.output.type.shape)
    first = 1 if before.channels_last else 2
    made = at.inputs[0]
    for place, (n, size) in enumerate(zip(before.places, after.places, strict=True)):
        assert isinstance(size, int)
        last = place == len(after.places) - 1
        chosen = _indices(at, made, n, size, first + place)
        suffix = "" if last else f"axis_{first + place}"
        made = at.add("Gather", made, chosen, suffix=suffix, axis=first + place)
    return made


def _indices(at: Lowering, x: str, n: Dim, size: int, axis: int) -> str:
    if isinstance(n, int):
        return at.build.constant(np.arange(size, dtype=np.int64) * n // size)
    steps, sizes = at.build.constant(np.arange(size, dtype=np.int64)), at.integers(size)
    places = at.add("Shape", x, suffix="places", start=axis, end=axis + 1)
    return at.add("Div", at.add("Mul", steps, places, suffix="ahead"), sizes, suffix="chosen")
