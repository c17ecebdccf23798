"""Clean a table as a plan says, before its rows are divided."""

from __future__ import annotations

from pathlib import Path

from tenet.data.choosing import lacking_names
from tenet.data.implementation import implementation
from tenet.data.mistakes import EMPTY_TABLE, UNSUITABLE_DATA
from tenet.data.plan import DataPlan
from tenet.data.reading import read_table
from tenet.data.table import Table
from tenet.diagnostics import TenetError
from tenet.types.shape import Misfit


def cleaned_table(plan: DataPlan, folder: Path) -> Table:
    """The table of a plan, read from a folder, with the rows that the plan keeps.

    Raises:
        TenetError: the table cannot be read, lacks a column that cleaning names, or keeps no row.
    """
    table = read_table(plan.source, folder, plan.source_span)
    for cleaning in plan.rows:
        problems = lacking_names(cleaning.names, table.names, table.name, plan.rows_span)
        if problems:
            raise TenetError(*problems)
        rows = table.rows
        try:
            table = implementation("tenet.data.clean", cleaning.term())(cleaning, table)
        except Misfit as error:
            message = f"`{cleaning.term()}` {error.message}"
            raise UNSUITABLE_DATA.error(plan.rows_span, message, help=error.help) from None
        if not table.rows:
            raise EMPTY_TABLE.error(
                plan.rows_span,
                f'`{cleaning.term()}` leaves none of the {rows:,} rows of "{table.name}"',
                help="name the columns that matter, such as the target, or fill gaps with `impute`"
                if cleaning.term() == "drop_missing"
                else None,
            )
    return table
