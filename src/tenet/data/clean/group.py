"""Put rows together that are one row of sequences."""

from __future__ import annotations

import numpy as np

from tenet.data.around import groups_of
from tenet.data.clean.sort import sorted_rows
from tenet.data.cleaning.group import Group
from tenet.data.table import Table


def group(op: Group, table: Table) -> Table:
    """The rows group by group, in the order of each group's first row; raises Misfit for a row of no group."""
    return grouped(op.column, op.order, table)


def grouped(column: str, order_by: str | None, table: Table) -> Table:
    """The rows with one value in a column together, in the order of another, if any."""
    groups = groups_of(table, column)
    order = np.arange(table.rows) if order_by is None else sorted_rows(table, (order_by,))
    order = order[np.argsort(groups[order], kind="stable")]
    return table.taken(order).in_groups(np.bincount(groups))
