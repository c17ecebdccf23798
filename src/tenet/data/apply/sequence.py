"""Sequences made of cells side by side, cut, begun and ended, or left for one of their places, in numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tenet.data.arrays import Array, Ragged, missing
from tenet.data.steps.sequence import End, Line, Segments, Surround, Truncate


def line(_step: Line, *cells: Array) -> Ragged:
    """The cells up to the last that holds something, of any input."""
    held = np.stack([~missing(each) for each in cells]).any(axis=0)
    places = np.arange(held.shape[1])
    lengths = np.where(held, places + 1, 0).max(axis=1, initial=0).astype(np.int64)
    together = cells[0] if len(cells) == 1 else np.stack(cells, axis=2)
    return Ragged(together[places < lengths[:, np.newaxis]], lengths)


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


def surround(step: Surround, *rows: Ragged) -> Ragged:
    """Each row with what begins it, and what ends each of its sequences."""
    return _chained(rows, step.start, [step.end] * len(rows))


def segments(step: Segments, *rows: Ragged) -> Ragged:
    """The number of the sequence at each place of them; what begins the whole is of the first."""
    own = [row.like(np.full(len(row.places), place)) for place, row in enumerate(rows)]
    ends = [None if step.end is None else place for place, _ in enumerate(rows)]
    return _chained(own, None if step.start is None else 0, ends)


def _chained(rows: Sequence[Ragged], start: int | None, ends: Sequence[int | None]) -> Ragged:
    """The sequences one behind the other, row by row, with categories before the first and behind each."""
    parts = [] if start is None else [_everywhere(start, rows[0])]
    for row, end in zip(rows, ends, strict=True):
        parts += [row] if end is None else [row, _everywhere(end, row)]
    lengths = np.sum([part.lengths for part in parts], axis=0)
    whole = Ragged(
        np.empty((lengths.sum(), *rows[0].places.shape[1:]), rows[0].places.dtype), lengths
    )
    begin = whole.starts
    for part in parts:
        within = np.arange(len(part.places)) - np.repeat(part.starts, part.lengths)
        whole.places[np.repeat(begin, part.lengths) + within] = part.places
        begin = begin + part.lengths
    return whole


def _everywhere(category: int, row: Ragged) -> Ragged:
    """One place for each row, that holds a category."""
    places = np.full((len(row), *row.places.shape[1:]), category)
    return Ragged(places, np.ones(len(row), np.int64))
