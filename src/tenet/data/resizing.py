"""Bring a picture to another size: one definition, wherever rows are prepared.

The centre of a pixel lies half a pixel from its edges. Nearest takes the pixel that the new centre falls into.
Linear weighs pixels by a triangle around the new centre, one pixel wide to each side, or as wide as a new pixel
where the picture shrinks, so that nothing is skipped; beyond the edges there is nothing, and weights add up to 1.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np

from tenet.data.arrays import Array


def resized(x: Array, size: tuple[int, int], mode: Literal["linear", "nearest"]) -> Array:
    """A picture `[…, H, W]` as `[…, *size]`; bytes stay bytes, rounded, halves up."""
    if mode == "nearest":
        rows, columns = (_nearest(n, m) for n, m in zip(x.shape[-2:], size, strict=True))
        return x[..., rows[:, np.newaxis], columns]
    down = _weights(x.shape[-2], size[0])
    across = _weights(x.shape[-1], size[1])
    made = _across(_across(x.astype(np.float64), across).swapaxes(-1, -2), down).swapaxes(-1, -2)
    return np.floor(made + 0.5).astype(np.uint8) if x.dtype == np.uint8 else made


def _nearest(old: int, new: int) -> Array:
    return ((2 * np.arange(new) + 1) * old) // (2 * new)


@cache
def _weights(old: int, new: int) -> tuple[Array, Array]:
    """For each new place, the old ones that it is made from, and what they weigh: `[new, k]` each."""
    scale = old / new
    reach = max(scale, 1.0)
    centres = (np.arange(new) + 0.5) * scale
    first = np.floor(centres - reach + 0.5).astype(np.int64)
    places = first[:, np.newaxis] + np.arange(int(np.ceil(2 * reach)) + 1)
    weights = np.maximum(0.0, 1 - np.abs(places + 0.5 - centres[:, np.newaxis]) / reach)
    weights[(places < 0) | (places >= old)] = 0.0
    weights /= weights.sum(axis=1, keepdims=True)
    return np.clip(places, 0, old - 1), weights


def _across(x: Array, weights: tuple[Array, Array]) -> Array:
    """The last axis as weighted sums, term by term."""
    places, shares = weights
    made = np.zeros((*x.shape[:-1], len(places)))
    for place, share in zip(places.T, shares.T, strict=True):
        made += x[..., place] * share
    return made
