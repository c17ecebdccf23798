"""Leave out rows in which a value is missing."""

from __future__ import annotations

import numpy as np

from tenet.data.cleaning.drop_missing import DropMissing
from tenet.data.table import Table


def drop_missing(op: DropMissing, table: Table) -> Table:
    """The rows that hold a value in each of the columns."""
    kept = np.ones(table.rows, np.bool_)
    for name in op.columns or table.names:
        kept &= ~table.missing_cells(name)
    return table.taken(np.flatnonzero(kept))
