"""Small random numbers on top, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array
from tenet.data.augmentations.noise import Noise, ScaleBy


def noise(op: Noise, random: np.random.Generator, x: Array) -> Array:
    """The row with noise."""
    return np.asarray(x + op.std * random.standard_normal(x.shape))


def scale_by(op: ScaleBy, random: np.random.Generator, x: Array) -> Array:
    """The row times a number."""
    return np.asarray(x * random.uniform(op.factor.low, op.factor.high))
