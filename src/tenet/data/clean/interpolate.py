"""Fill the gaps of a column from both sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from tenet.data.cleaning.interpolate import Interpolate
from tenet.data.table import Table


def interpolate(op: Interpolate, table: Table) -> Table:
    """The same rows, gaps between two numbers filled; raises TenetError where cells are no numbers."""
    table.require_numbers((op.column,))
    numbers = table.numbers(op.column).reshape(-1)
    there = np.flatnonzero(~np.isnan(numbers))
    gone = np.flatnonzero(np.isnan(numbers))
    after = np.searchsorted(there, gone)
    inside = (after > 0) & (after < len(there))
    gone, after = gone[inside], after[inside]
    gaps = there[after] - there[after - 1] - 1
    filled = gone if op.limit is None else gone[gaps <= op.limit]
    if len(filled):
        numbers[filled] = np.interp(filled, there, numbers[there])
    series = pl.Series(op.column, numbers, dtype=pl.Float64)
    return replace(table, frame=table.frame.with_columns(series))
