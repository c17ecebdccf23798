"""Light and colours of pictures, and parts of them hidden, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array
from tenet.data.augmentations.colour import Color, Cutout
from tenet.types.tensor import Interval

GREY = np.array([0.299, 0.587, 0.114])[:, np.newaxis, np.newaxis]
"""What red, green and blue add to grey (ITU-R 601-2)."""


def color(op: Color, random: np.random.Generator, x: Array) -> Array:
    """The picture in another light."""
    brightness, contrast, saturation = random.uniform(1 - op.strength, 1 + op.strength, size=3)
    held = op.of or Interval(0, 1)
    low, high = held.low, held.high
    y = np.clip((x - low) * brightness, 0, high - low)
    mean = _grey(y).mean()
    y = np.clip(mean + (y - mean) * contrast, 0, high - low)
    y = np.clip(_grey(y) + (y - _grey(y)) * saturation, 0, high - low)
    return np.asarray(y + low)


def _grey(x: Array) -> Array:
    return np.asarray((x * GREY).sum(axis=0, keepdims=True)) if len(x) == 3 else x


def cutout(op: Cutout, random: np.random.Generator, x: Array) -> Array:
    """The picture with a square hidden."""
    height, width = x.shape[-2:]
    top = int(random.integers(0, height)) - op.size // 2
    left = int(random.integers(0, width)) - op.size // 2
    y = x.astype(np.float64)
    y[..., max(top, 0) : top + op.size, max(left, 0) : left + op.size] = op.value
    return y
