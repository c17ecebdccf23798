"""Put rows together that are one row of sequences."""

from __future__ import annotations

import numpy as np

from tenet.data.clean.sort import sorted_rows
from tenet.data.cleaning.group import Group
from tenet.data.field import Content
from tenet.data.table import Table
from tenet.types.shape import Misfit


def group(op: Group, table: Table) -> Table:
    """The rows group by group, in the order of each group's first row; raises Misfit for a row of no group."""
    return grouped(op.column, op.order, table)


def grouped(column: str, order_by: str | None, table: Table) -> Table:
    """The rows with one value in a column together, in the order of another, if any."""
    gone = np.flatnonzero(table.missing_cells(column))
    if len(gone):
        raise Misfit(
            f'finds no value of "{column}" in row {table.number(int(gone[0])):,}, so that nobody knows where'
            f" it belongs ({len(gone):,} of {table.rows:,} rows)",
            f'leave such rows out first: `drop_missing("{column}")`',
        )
    content = table.content(column)
    cells = table.raw(column, content).reshape(-1)
    _, first, number = np.unique(
        cells.astype(str) if content is Content.TEXT else cells,
        return_index=True,
        return_inverse=True,
    )
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    groups = rank[number.reshape(-1)]
    order = np.arange(table.rows) if order_by is None else sorted_rows(table, (order_by,))
    order = order[np.argsort(groups[order], kind="stable")]
    return table.taken(order).in_groups(np.bincount(groups))
