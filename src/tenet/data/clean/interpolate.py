"""Fill the gaps of a column from both sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from tenet.data.around import groups_of, lined_up
from tenet.data.arrays import Array
from tenet.data.cleaning.interpolate import Interpolate
from tenet.data.table import Table


def interpolate(op: Interpolate, table: Table) -> Table:
    """The same rows, gaps between two numbers filled.

    Raises:
        TenetError: cells are no numbers.
        Misfit: a row is of no group.
    """
    table.require_numbers((op.column,))
    numbers = table.numbers(op.column).reshape(-1)
    if op.group is None:
        filled = _filled(numbers, op.limit)
    else:
        order, lengths = lined_up(groups_of(table, op.group))
        parts = np.split(numbers[order], np.cumsum(lengths)[:-1])
        filled = np.empty_like(numbers)
        filled[order] = np.concatenate([_filled(part, op.limit) for part in parts])
    series = pl.Series(op.column, filled, dtype=pl.Float64)
    return replace(table, frame=table.frame.with_columns(series))


def _filled(numbers: Array, limit: int | None) -> Array:
    there = np.flatnonzero(~np.isnan(numbers))
    gone = np.flatnonzero(np.isnan(numbers))
    after = np.searchsorted(there, gone)
    inside = (after > 0) & (after < len(there))
    gone, after = gone[inside], after[inside]
    gaps = there[after] - there[after - 1] - 1
    short = gone if limit is None else gone[gaps <= limit]
    found = numbers.copy()
    if len(short):
        found[short] = np.interp(short, there, numbers[there])
    return found
