"""Put rows into an order."""

from __future__ import annotations

import numpy as np
import polars as pl

from tenet.data.arrays import Indices
from tenet.data.cleaning.sort import Sort
from tenet.data.field import Content
from tenet.data.table import Table


def sort(op: Sort, table: Table) -> Table:
    """The rows in the order of the columns; equal ones as they were."""
    return table.taken(sorted_rows(table, op.columns, descending=op.descending))


def sorted_rows(table: Table, columns: tuple[str, ...], *, descending: bool = False) -> Indices:
    """The rows (from 0) in the order of some columns."""
    keys = pl.DataFrame({str(place): _key(table, name) for place, name in enumerate(columns)})
    order = keys.with_row_index("row").sort(
        keys.columns, descending=descending, nulls_last=True, maintain_order=True
    )
    return order["row"].to_numpy().astype(np.int64)


def _key(table: Table, name: str) -> pl.Series:
    """What a column is sorted by; null where it is missing."""
    content = table.content(name)
    cells = table.raw(name, content).reshape(-1)
    kind = pl.Float64 if content is Content.NUMBER else pl.String
    missing = table.missing_cells(name)
    return pl.Series(
        [None if gone else cell for cell, gone in zip(cells, missing, strict=True)], dtype=kind
    )
