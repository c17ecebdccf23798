"""Statistics of the training rows, one for each column or one for all numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tenet.data.arrays import Array, missing
from tenet.data.field import Class
from tenet.data.fitted import Given, OnlyMissing


def groups(given: Given, *, channels: bool = False) -> tuple[Array, ...]:
    """The values that are there: of each column by itself, or of all axes once reshaped to several; or of each channel.

    Raises:
        OnlyMissing: a column has none.
    """
    x = given.training
    if channels:
        columns = list(np.moveaxis(x, 1, 0).reshape(x.shape[1], -1))
    else:
        columns = [x.reshape(-1)] if len(given.type.shape) > 1 else list(x.reshape(len(x), -1).T)
    found = tuple(column[~missing(column)] for column in columns)
    for place, values in enumerate(found):
        if not len(values):
            raise OnlyMissing(
                f"finds only missing values in {_named(given, place)},"
                f" in all {len(x):,} training rows",
                "leave the column out, or give it a value with `impute(0)`",
            )
    return found


def each(
    given: Given, statistic: Callable[[Array], float], *, channels: bool = False
) -> tuple[float, ...]:
    """A statistic of every group; infinite where the numbers are too large for it."""
    with np.errstate(all="ignore"):
        return tuple(float(statistic(values)) for values in groups(given, channels=channels))


def commonest(values: Array) -> Class:
    """The value that occurs most often, the smallest of equals."""
    distinct, counts = np.unique(values, return_counts=True)
    return plain(distinct[int(np.argmax(counts))])


def distinct(values: Array) -> tuple[Class, ...]:
    """The different values, ascending: numbers by size, texts by code points."""
    return tuple(plain(value) for value in np.unique(values))


def frequent(values: Array, minimum: int) -> tuple[Class, ...]:
    """The values that occur so often, ascending; the commonest, where none does."""
    found, counts = np.unique(values, return_counts=True)
    kept = found[counts >= min(minimum, counts.max())]
    return tuple(plain(value) for value in kept)


def plain(value: object) -> Class:
    """A value of an array as Python's own; a whole number as an int.

    >>> plain(np.float64(3.0)), plain(np.float64(0.5)), plain("a")
    (3, 0.5, 'a')
    """
    if isinstance(value, str):
        return str(value)
    number = float(value)  # type: ignore[arg-type]  # np.unique gives what went in: a float
    return int(number) if number.is_integer() else number


def _named(given: Given, place: int) -> str:
    names = given.type.columns
    return f'column "{names[place]}"' if names is not None else f"column {place + 1} of its input"
