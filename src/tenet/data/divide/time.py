"""Divide rows by time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenet.data.arrays import Array, Indices
from tenet.data.splits.time import Time


def time(split: Time, rows: int, moments: Array | None) -> Mapping[str, Indices]:
    """The rows of each part, ascending; rows of one moment are in one part.

    A boundary that falls within a moment moves to its nearer end, but no part that is wanted is emptied
    by that while there are moments enough.
    """
    assert moments is not None
    _, number, counts = np.unique(moments, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    wanted = np.cumsum([split.train, split.validation])
    first = _nearest(ends, wanted[0] * rows)
    second = _nearest(ends, wanted[1] * rows)
    if split.validation and second == first and second < len(ends):
        second += 1
    bounds = {"train": (0, first), "validation": (first, second), "test": (second, len(ends))}
    return {
        part: np.flatnonzero((number >= low) & (number < high))
        for part, (low, high) in bounds.items()
    }


def _nearest(ends: Indices, rows: float) -> int:
    """How many whole moments hold about so many rows; at least one."""
    return max(1, int(np.argmin(np.abs(ends - rows))) + 1)
