"""Take pictures apart at other places: what stands between pixels, and beyond the edges."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array


def sampled(x: Array, rows: Array, columns: Array) -> Array:
    """A picture `[…, H, W]` at places `[h, w]` that may lie between pixels; beyond an edge, what stands there.

    Numbers are weighed by nearness (bilinear); whole numbers of 64 bits stand for classes, of which the nearest is taken.
    """
    height, width = x.shape[-2:]
    rows, columns = np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)
    if x.dtype == np.int64:
        return x[..., _nearest(rows), _nearest(columns)]
    top, left = np.floor(rows).astype(np.int64), np.floor(columns).astype(np.int64)
    below, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    down, across = rows - top, columns - left
    upper = x[..., top, left] * (1 - across) + x[..., top, right] * across
    lower = x[..., below, left] * (1 - across) + x[..., below, right] * across
    return np.asarray(upper * (1 - down) + lower * down)


def _nearest(places: Array) -> Array:
    return np.floor(places + 0.5).astype(np.int64)


def moved(x: Array, down: int, right: int) -> Array:
    """A picture moved by whole pixels; what comes in repeats the edge."""
    height, width = x.shape[-2:]
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    columns = np.clip(np.arange(width) - right, 0, width - 1)
    return x[..., rows[:, np.newaxis], columns]
