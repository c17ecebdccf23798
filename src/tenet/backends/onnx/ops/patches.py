"""Patches in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.patches import Patches
from tenet.ops.window import Window

END = int(np.iinfo(np.int64).max)
"""What ONNX takes for the end of an axis."""


def patches(op: Patches, at: Lowering) -> str:
    """Gather on each axis of what has known sizes; slices of a sequence, side by side."""
    window = op.window(at.node.types[0])
    return _sequence(window, at) if len(window.kernel) == 1 else _picture(window, at)


def _sequence(window: Window, at: Lowering) -> str:
    """The first place of every patch, then the second, as channels."""
    (size,), (stride,) = window.kernel, window.stride
    axis, steps = at.integers(1), at.integers(stride)
    parts = []
    for place in range(size):
        end = place - size + 1 or END
        ends = at.integers(place), at.integers(end)
        parts.append(at.add("Slice", at.inputs[0], *ends, axis, steps, suffix=f"place_{place}"))
    return at.add("Concat", *parts, axis=2)


def _picture(window: Window, at: Lowering) -> str:
    """Each axis becomes two, patches and places of a patch; then patches go before channels."""
    x = at.inputs[0]
    axes = len(window.kernel)
    for axis in range(axes):
        n, size, stride = window.layout.places[axis], window.kernel[axis], window.stride[axis]
        assert isinstance(n, int)
        starts = np.arange(0, n - size + 1, stride, dtype=np.int64)
        chosen = at.build.constant(starts[:, None] + np.arange(size))
        x = at.add("Gather", x, chosen, suffix=f"axis_{axis}", axis=2 + 2 * axis)
    outer = range(2, 2 + 2 * axes, 2)
    order = (0, *outer, 1, *(axis + 1 for axis in outer))
    laid = at.transposed(x, order, "laid")
    places, features = at.node.output.type.shape
    return at.add("Reshape", laid, at.sizes(-1, places, features))
