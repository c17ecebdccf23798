"""Rows that look at others: which belong together, which are whole, and to which part of a split they belong."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenet.data.arrays import Array, Indices, missing
from tenet.data.field import Content
from tenet.data.pipeline import Pipeline
from tenet.data.table import Table
from tenet.types.shape import Misfit


def numbers_of(cells: Array) -> Indices:
    """The group of each row, numbered in the order in which they begin; a row without a value is by itself.

    >>> numbers_of(np.array(["b", "a", "", "b", ""], object)).tolist()
    [0, 1, 2, 0, 3]
    """
    flat = cells.reshape(-1)
    alone = missing(flat)
    _, numbers = np.unique(flat.astype(str) if flat.dtype == object else flat, return_inverse=True)
    numbers = np.where(alone, len(flat) + np.arange(len(flat)), numbers.reshape(-1))
    _, first, numbers = np.unique(numbers, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[numbers.reshape(-1)]


def groups_of(table: Table, column: str) -> Indices:
    """The group of each row of a table by a column; raises Misfit where it holds no value."""
    require_groups(table, column)
    return numbers_of(table.raw(column, table.content(column)))


def require_groups(table: Table, column: str) -> None:
    """Raise Misfit where a column does not say where a row belongs."""
    gone = np.flatnonzero(table.missing_cells(column))
    if len(gone):
        raise Misfit(
            f'finds no value of "{column}" in row {table.number(int(gone[0])):,}, so that nobody knows where'
            f" it belongs ({len(gone):,} of {table.rows:,} rows)",
            f'leave such rows out first: `drop_missing("{column}")`',
        )


def lined_up(groups: Indices) -> tuple[Indices, Indices]:
    """The rows group by group, those of each in their order, and how many each group has."""
    return np.argsort(groups, kind="stable"), np.bincount(groups)


def stood_before(groups: Indices) -> Indices:
    """How many rows of its group stand before each row."""
    order, lengths = lined_up(groups)
    before = np.empty(len(groups), np.int64)
    before[order] = np.arange(len(groups)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return before


def groups_in(pipeline: Pipeline, table: Table) -> Indices:
    """The group of each row, among which rows look at others; one group where none is named."""
    column = pipeline.group
    if column is None:
        return np.zeros(table.count, np.int64)
    return numbers_of(table.raw(column.name, Content(column.content)))


def whole_rows(
    pipeline: Pipeline, parts: Mapping[str, Indices], groups: Indices
) -> dict[str, Indices]:
    """The rows of each part that have all that their fields look at, in the groups that rows are in.

    A row is in the part in which all is that its fields take from rows to come; where these are in
    several parts, it is in none.
    """
    first, last = pipeline.reach(*pipeline.fields)
    if first == last == 0:
        return dict(parts)
    part_of = np.full(len(groups), -1)
    for number, rows in enumerate(parts.values()):
        part_of[rows] = number
    order, lengths = lined_up(groups)
    before = stood_before(groups)
    whole = (before >= -first) & (before + last < lengths[groups])
    chosen = np.flatnonzero(whole[order])
    found = part_of[order[chosen]]
    for name in pipeline.fields:
        start, end = pipeline.reach(name)
        if start > 0:
            seen = np.stack([part_of[order[chosen + step]] for step in range(start, end + 1)])
            found = np.where((seen == seen[0]).all(axis=0), seen[0], -1)
    return {name: np.sort(order[chosen[found == number]]) for number, name in enumerate(parts)}
