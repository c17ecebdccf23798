"""The arrays of this floor: rows first, float64 or text, NaN or an empty text where missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from tenet.data.field import Class

Array = npt.NDArray[Any]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Sequences of unequal length: their places one row after the other.

    Attributes:
        places: `[sum of lengths, *inner]`.
        lengths: how many places each row has, i64 `[N]`.
    """

    places: Array
    lengths: Indices

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, rows: Indices | slice) -> Ragged:
        return self.cut(self.starts[rows], self.lengths[rows])

    def cut(self, starts: Indices, lengths: Indices) -> Ragged:
        """A row of each stretch of places."""
        shifts = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
        return Ragged(self.places[shifts + np.arange(len(shifts))], lengths)

    @property
    def starts(self) -> Indices:
        """Where each row begins among the places."""
        return np.cumsum(self.lengths) - self.lengths

    @property
    def rows(self) -> Indices:
        """The row of each place."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def in_stretches(self, most: int) -> Ragged:
        """The same places in rows of so many; the last of each row may have fewer."""
        count = -(-self.lengths // most)
        lengths = np.full(count.sum(), most, np.int64)
        ends = (np.cumsum(count) - 1)[count > 0]
        lengths[ends] = (self.lengths - (count - 1) * most)[count > 0]
        return Ragged(self.places, lengths)

    def rows_of_stretches(self, most: int) -> Indices:
        """The row that each of those is from."""
        return np.repeat(np.arange(len(self)), -(-self.lengths // most))

    def like(self, places: Array) -> Ragged:
        """Other things at the same places."""
        return Ragged(places, self.lengths)

    def padded(self, most: int | None = None) -> Array:
        """`[N, most, *inner]`, the longest row's length if not said; zeros, or empty texts, behind each row's end."""
        most = int(self.lengths.max(initial=0)) if most is None else most
        empty = "" if self.places.dtype == object else 0
        filled = np.full((len(self), most, *self.places.shape[1:]), empty, self.places.dtype)
        filled[self.real(most)] = self.places
        return filled

    def real(self, most: int) -> npt.NDArray[np.bool_]:
        """`[N, most]`: which places of a padded array are real."""
        return np.arange(most) < self.lengths[:, np.newaxis]


Values = Array | Ragged
"""One entry for each row: of a fixed size, or a sequence."""


def unpadded(array: Array, lengths: Indices) -> Ragged:
    """The real places of a padded array."""
    return Ragged(array[np.arange(array.shape[1]) < lengths[:, np.newaxis]], lengths)


def joined(parts: Sequence[Values]) -> Values:
    """The rows of several, one after the other."""
    if len(parts) == 1:
        return parts[0]
    together = np.concatenate([places(part) for part in parts])
    lengths = [part.lengths for part in parts if isinstance(part, Ragged)]
    return Ragged(together, np.concatenate(lengths)) if lengths else together


def replaced(values: Values, rows: Indices, new: Values) -> Values:
    """The same with other entries in some rows; a sequence stays as long as it is."""
    if isinstance(values, Ragged) and isinstance(new, Ragged):
        chosen = values.like(np.arange(len(values.places)))[rows].places
        return values.like(_put(values.places, chosen, new.places))
    assert not isinstance(values, Ragged)
    assert not isinstance(new, Ragged)
    return _put(values, rows, new)


def _put(array: Array, places_: Indices, new: Array) -> Array:
    changed = array.copy()
    changed[places_] = new
    return changed


def places(values: Values) -> Array:
    """What stands at each row, or at each place of all rows."""
    return values.places if isinstance(values, Ragged) else values


def constant(values: Sequence[Class], behind: int = 0) -> Array:
    """A step's constant: a scalar for a single value, else one for each element of the axis with so many behind it."""
    dtype = object if isinstance(values[0], str) else np.float64
    array = np.array(values, dtype)
    return array.reshape(()) if len(values) == 1 else array.reshape(-1, *(1,) * behind)


def numbered(cells: Array, numbers: Mapping[Class, int], other: int) -> Indices:
    """The number of each cell's value; another where it has none."""
    return np.fromiter(map(numbers.get, cells.tolist(), repeat(other)), np.int64, len(cells))


def missing(x: Array) -> npt.NDArray[np.bool_]:
    """Where cells are missing."""
    found: npt.NDArray[np.bool_] = np.equal(x, "") if x.dtype == object else np.isnan(x)
    return found.astype(np.bool_)
