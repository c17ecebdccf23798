"""Rows mirrored, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array
from tenet.data.augmentations.flip import Flip


def flip(op: Flip, random: np.random.Generator, x: Array) -> Array:
    """The row mirrored, or as it is."""
    if random.random() >= op.probability:
        return x
    return x[..., ::-1] if op.axis == "horizontal" else x[..., ::-1, :]
