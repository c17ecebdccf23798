"""Steps that look at other rows, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, Indices, Ragged, Values
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
    first, last = (places - before).clip(0), (places + after).clip(None, len(x) - 1)
    there = ~np.isnan(x)
    sums, counts = (_within(each, first, last) for each in (np.where(there, x, 0.0), there * 1.0))
    return np.asarray(sums / np.where(counts > 0, counts, np.nan))


def _within(x: Array, first: Indices, last: Indices) -> Array:
    """The sum of the rows from one to another, for each row."""
    sums = np.concatenate([np.zeros((1, *x.shape[1:])), np.cumsum(x, axis=0)])
    return np.asarray(sums[last + 1] - sums[first])
