"""Steps that look at other rows, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, Ragged, Values
from tenet.data.steps.rows import Rows, Smooth


def rows(step: Rows, x: Array) -> Array:
    """The rows around each row."""
    around = np.arange(len(x))[:, np.newaxis] + np.arange(step.first, step.last + 1)
    found: Array = x[around.clip(0, max(len(x) - 1, 0))]
    return found


def smooth(step: Smooth, x: Values) -> Values:
    """Moving means, of the table or within each sequence."""
    if isinstance(x, Ragged):
        parts = [_means(step, part) for part in np.split(x.places, np.cumsum(x.lengths)[:-1])]
        return x.like(np.concatenate(parts))
    return _means(step, x)


def _means(step: Smooth, x: Array) -> Array:
    before = (step.width - 1) // 2 if step.centered else step.width - 1
    after = step.width - 1 - before
    places = np.arange(len(x))
    sums = np.concatenate([np.zeros((1, *x.shape[1:])), np.cumsum(x, axis=0)])
    first, last = (places - before).clip(0), (places + after).clip(None, len(x) - 1)
    counts = (last - first + 1).reshape(-1, *[1] * (x.ndim - 1))
    return np.asarray((sums[last + 1] - sums[first]) / counts)
