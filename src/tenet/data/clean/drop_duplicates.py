"""Leave out rows that stand there before."""

from __future__ import annotations

import numpy as np
import polars as pl

from tenet.data.cleaning.drop_duplicates import DropDuplicates
from tenet.data.table import Table


def drop_duplicates(op: DropDuplicates, table: Table) -> Table:
    """The first row of each combination of cells, in the order of the table."""
    names = list(op.columns or table.names)
    first = table.frame.select(pl.struct(names).is_first_distinct().alias("first"))
    return table.taken(np.flatnonzero(first["first"].to_numpy()))
