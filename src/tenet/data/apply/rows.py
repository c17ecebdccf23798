"""Steps that look at other rows, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.around import lined_up, numbers_of
from tenet.data.arrays import Array, Indices, Ragged, Values, places
from tenet.data.steps.rows import Rows, Smooth


def rows(step: Rows, x: Array, groups: Array | None = None) -> Array:
    """The rows around each row."""
    order, lengths = _lined_up(x, groups)
    ends = np.repeat(np.cumsum(lengths), lengths)[:, np.newaxis]
    starts = ends - np.repeat(lengths, lengths)[:, np.newaxis]
    around = np.arange(len(x))[:, np.newaxis] + np.arange(step.first, step.last + 1)
    return _put_back(x[order][around.clip(starts, ends - 1)], order)


def smooth(step: Smooth, x: Values, groups: Array | None = None) -> Values:
    """Moving means, of the table, of each group, or within each sequence."""
    if not isinstance(x, Ragged):
        order, lengths = _lined_up(x, groups)
        return _put_back(places(smooth(step, Ragged(x[order], lengths))), order)
    parts = [_means(step, part) for part in np.split(x.places, np.cumsum(x.lengths)[:-1])]
    return x.like(np.concatenate(parts))


def _lined_up(x: Array, groups: Array | None) -> tuple[Indices, Indices]:
    return lined_up(np.zeros(len(x), np.int64) if groups is None else numbers_of(groups))


def _put_back(lined: Array, order: Indices) -> Array:
    """Rows that were lined up, where they stood before."""
    found = np.empty_like(lined)
    found[order] = lined
    return found


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
