"""Sequences moved in time, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array
from tenet.data.augmentations.jitter import Jitter


def jitter(op: Jitter, random: np.random.Generator, x: Array) -> Array:
    """The places `[T, …]` moved."""
    later = int(random.integers(-op.places, op.places + 1))
    return x[np.clip(np.arange(len(x)) - later, 0, max(len(x) - 1, 0))]
