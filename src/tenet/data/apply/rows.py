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
    """Moving means, or polynomials, of the table, of each group, or within each sequence."""
    if not isinstance(x, Ragged):
        order, lengths = _lined_up(x, groups)
        return _put_back(places(smooth(step, Ragged(x[order], lengths))), order)
    calm = _polynomials if step.order else _means
    parts = [calm(step, part) for part in np.split(x.places, np.cumsum(x.lengths)[:-1])]
    return x.like(np.concatenate(parts))


def _lined_up(x: Array, groups: Array | None) -> tuple[Indices, Indices]:
    return lined_up(np.zeros(len(x), np.int64) if groups is None else numbers_of(groups))


def _put_back(lined: Array, order: Indices) -> Array:
    """Rows that were lined up, where they stood before."""
    found = np.empty_like(lined)
    found[order] = lined
    return found


def _polynomials(step: Smooth, x: Array) -> Array:
    """The value at each row of the polynomial that comes closest to those around it: of a lower degree where few are there."""
    before, after = step.around
    cells = np.pad(x.reshape(len(x), -1), ((before, after), (0, 0)), constant_values=np.nan)
    near = np.lib.stride_tricks.sliding_window_view(cells, step.width, axis=0)
    powers = np.vander(np.arange(-before, after + 1.0), step.order + 1, increasing=True)
    made = near @ np.linalg.pinv(powers)[0]
    for row, column in np.argwhere(np.isnan(made)):
        there = ~np.isnan(near[row, column])
        count = min(step.order + 1, int(there.sum()))
        if count:
            known = near[row, column][there]
            made[row, column] = np.linalg.lstsq(powers[there][:, :count], known)[0][0]
    return np.asarray(made.reshape(x.shape))


def _means(step: Smooth, x: Array) -> Array:
    before, after = step.around
    places = np.arange(len(x))
    first, last = (places - before).clip(0), (places + after).clip(None, len(x) - 1)
    there = ~np.isnan(x)
    sums, counts = (_within(each, first, last) for each in (np.where(there, x, 0.0), there * 1.0))
    return np.asarray(sums / np.where(counts > 0, counts, np.nan))


def _within(x: Array, first: Indices, last: Indices) -> Array:
    """The sum of the rows from one to another, for each row."""
    sums = np.concatenate([np.zeros((1, *x.shape[1:])), np.cumsum(x, axis=0)])
    return np.asarray(sums[last + 1] - sums[first])
