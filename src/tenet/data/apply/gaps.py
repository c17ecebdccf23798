"""What is missing: told, or filled along a sequence, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, Ragged, missing
from tenet.data.steps.gaps import FillForward, Interpolate, Mark


def mark(_step: Mark, x: Array) -> Array:
    """The numbers, then ones and zeros."""
    return np.concatenate([x, np.isnan(x).astype(np.float64)], axis=1)


def fill_forward(_step: FillForward, x: Ragged) -> Ragged:
    """The last place up to each that holds something, if it is of the same row."""
    cells = x.places.reshape(len(x.places), -1)
    at = np.arange(len(cells))[:, np.newaxis]
    last = np.maximum.accumulate(np.where(missing(cells), -1, at), axis=0)
    own = last >= x.starts[x.rows][:, np.newaxis]
    found = np.where(own, np.take_along_axis(cells, np.maximum(last, 0), axis=0), cells)
    return x.like(found.reshape(x.places.shape))


def interpolate(_step: Interpolate, x: Ragged) -> Ragged:
    """Row by row and column by column, where something is missing at all."""
    cells = x.places.reshape(len(x.places), -1).copy()
    gaps = np.isnan(cells)
    for row in np.unique(x.rows[gaps.any(axis=1)]):
        stretch = slice(int(x.starts[row]), int(x.starts[row] + x.lengths[row]))
        for column in range(cells.shape[1]):
            line, gone = cells[stretch, column], gaps[stretch, column]
            if gone.any() and not gone.all():
                known = np.flatnonzero(~gone)
                line[gone] = np.interp(
                    np.flatnonzero(gone), known, line[known], left=np.nan, right=np.nan
                )
    return x.like(cells.reshape(x.places.shape))
