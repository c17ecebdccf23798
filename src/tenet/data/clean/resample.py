"""Put rows onto a grid of times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from tenet.data.around import groups_of, require_groups
from tenet.data.arrays import Array, Indices
from tenet.data.cleaning.resample import Resample
from tenet.data.field import Content
from tenet.data.moments import UNITS, beginnings, moments, stretches
from tenet.data.table import Table
from tenet.types.shape import Misfit

MOST = 2**24
"""More rows than this come from a slip in a time, or from far too short a stretch."""


def resample(op: Resample, table: Table) -> Table:
    """A row for each stretch, by time and then by group; raises Misfit where times are none, or do not fit."""
    require_groups(table, op.column)
    times, numbers, written = _numbered(op, table)
    groups = np.zeros(table.rows, np.int64) if op.group is None else groups_of(table, op.group)
    grid = _grid(times, numbers, groups)
    columns = []
    for name in table.names:
        if name == op.column:
            columns.append(written(grid.numbers).alias(name))
        elif name == op.group:
            columns.append(table.frame[name][grid.rows])
        else:
            columns.append(_column(op, table, name, grid))
    taken = table.taken(grid.rows)
    return replace(taken, frame=pl.DataFrame(columns), telling=op.names)


def _numbered(op: Resample, table: Table) -> tuple[Array, Indices, Callable[[Indices], pl.Series]]:
    """When each row was, the number of its stretch, and how numbers of stretches are written as cells."""
    count = getattr(op, op.unit)
    if table.content(op.column) is Content.NUMBER:
        if op.unit != "every":
            raise Misfit(
                f'counts {op.unit}, but "{op.column}" holds numbers',
                f"say how long a stretch is in their unit: `every={count}`",
            )
        times = table.numbers(op.column).reshape(-1)
        numbers = np.floor(np.round(times / count, 9)).astype(np.int64)
        return times, numbers, lambda n: pl.Series(np.round(n * count, 9), dtype=pl.Float64)
    if op.unit == "every":
        raise Misfit(
            f'counts in the numbers of "{op.column}", which holds texts',
            "say how long a stretch is: `hours=1`, or another of seconds, minutes, hours, days, months",
        )
    told = moments(table, op.column)
    if UNITS.get(op.unit, told.shortest) < told.shortest:
        raise Misfit(
            f'counts {op.unit}, which the times of "{op.column}" do not tell',
            "take longer stretches, such as `days=1`",
        )
    numbers = stretches(told.times, op.unit, count)
    return told.times, numbers, lambda n: told.written(beginnings(n, op.unit, count))


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """The rows that come of it.

    Attributes:
        numbers: the number of the stretch of each.
        rows: a row of the table that is in it, or was before it; of its group.
        order: the rows of the table, those of a stretch together, the earliest first.
        begins: where in this order each stretch begins that has rows.
        at: which of the new rows each of these is.
    """

    numbers: Indices
    rows: Indices
    order: Indices
    begins: Indices
    at: Indices


def _grid(times: Array, numbers: Indices, groups: Indices) -> _Grid:
    """All stretches of each group, from its first to its last; raises Misfit where they are too many."""
    order = np.lexsort((times, numbers, groups))
    numbers, groups = numbers[order], groups[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (numbers[1:] != numbers[:-1]) | (groups[1:] != groups[:-1])
    begins = np.flatnonzero(new)
    owner, number = groups[begins], numbers[begins]
    first = number[np.searchsorted(owner, np.arange(owner[-1] + 1))]
    last = number[np.searchsorted(owner, np.arange(owner[-1] + 1), side="right") - 1]
    lengths = last - first + 1
    if int(lengths.sum()) > MOST:
        raise Misfit(
            f"makes {int(lengths.sum()):,} rows of {len(order):,}",
            "look for a slip in the times, or take longer stretches",
        )
    offsets = np.cumsum(lengths) - lengths
    at = offsets[owner] + number - first[owner]
    every = np.arange(int(lengths.sum())) - np.repeat(offsets - first, lengths)
    known = np.searchsorted(at, np.arange(len(every)), side="right") - 1
    by_time = np.lexsort((np.repeat(np.arange(len(first)), lengths), every))
    place = np.empty_like(by_time)
    place[by_time] = np.arange(len(by_time))
    return _Grid(every[by_time], order[begins[known]][by_time], order, begins, place[at])


def _column(op: Resample, table: Table, name: str, grid: _Grid) -> pl.Series:
    """What stands for the values of a column in each stretch."""
    cells = table.frame[name]
    holds = table.holds_cells(name)
    if op.how in {"first", "last"} or not holds or table.content(name) is Content.TEXT:
        gone = table.missing_cells(name) if holds else cells.is_null().to_numpy()
        chosen = _chosen(gone[grid.order], grid.begins, last=op.how == "last")
        rows = np.full(len(grid.numbers), -1)
        rows[grid.at] = np.where(chosen < 0, -1, grid.order[chosen])
        return cells.gather(
            pl.Series([None if row < 0 else row for row in rows.tolist()], dtype=pl.UInt32)
        )
    values = table.numbers(name).reshape(-1)[grid.order]
    made = np.full(len(grid.numbers), np.nan)
    made[grid.at] = _reduced(op.how, values, grid.begins)
    return pl.Series(name, made, dtype=pl.Float64)


def _chosen(gone: Array, begins: Indices, *, last: bool) -> Indices:
    """The first place of each stretch that holds something, or the last; -1 where none does."""
    places = np.arange(len(gone))
    if last:
        return np.asarray(np.maximum.reduceat(np.where(gone, -1, places), begins))
    found = np.minimum.reduceat(np.where(gone, len(gone), places), begins)
    return np.where(found == len(gone), -1, found)


def _reduced(how: str, values: Array, begins: Indices) -> Array:
    """One number for each stretch, of those that are there."""
    if how in {"min", "max"}:
        return np.asarray((np.fmin if how == "min" else np.fmax).reduceat(values, begins))
    there = ~np.isnan(values)
    sums = np.add.reduceat(np.where(there, values, 0.0), begins)
    counts = np.add.reduceat(there.astype(np.float64), begins)
    divisors = counts if how == "mean" else np.ones_like(counts)
    return np.where(counts > 0, sums / np.where(counts > 0, divisors, 1.0), np.nan)
