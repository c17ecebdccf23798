"""Sequences cut, begun and ended, or left for one of their places, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, Ragged
from tenet.data.steps.sequence import End, Surround, Truncate


def truncate(step: Truncate, x: Ragged) -> Ragged:
    """The first, or the last, places of each row."""
    lengths = np.minimum(x.lengths, step.length)
    starts = x.starts if step.keep == "first" else x.starts + x.lengths - lengths
    return x.cut(starts, lengths)


def end(step: End, x: Ragged) -> Array:
    """The first, or the last, place of each row; of a row without one, which is a mistake, any."""
    wanted = x.starts if step.place == "first" else x.starts + x.lengths - 1
    found: Array = x.places[np.clip(wanted, 0, max(len(x.places) - 1, 0))]
    return found


def surround(step: Surround, x: Ragged) -> Ragged:
    """Each row with what begins and ends it."""
    before, after = step.start is not None, step.end is not None
    lengths = x.lengths + before + after
    wider = Ragged(np.empty((lengths.sum(), *x.places.shape[1:]), x.places.dtype), lengths)
    if step.start is not None:
        wider.places[wider.starts] = step.start
    if step.end is not None:
        wider.places[wider.starts + lengths - 1] = step.end
    wider.places[
        np.arange(len(x.places)) + np.repeat(wider.starts + before - x.starts, x.lengths)
    ] = x.places
    return wider
