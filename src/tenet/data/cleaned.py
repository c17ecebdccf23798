"""Clean a table as a plan says, before its rows are divided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tenet.catalogue.lookup import known
from tenet.data.choosing import lacking_names
from tenet.data.implementation import implementation
from tenet.data.mistakes import EMPTY_TABLE, UNSUITABLE_DATA
from tenet.data.parted import Parted
from tenet.data.pipeline import Pipeline
from tenet.data.plan import DataPlan
from tenet.data.reading import read_table
from tenet.data.table import Table
from tenet.data.transform import Cleaning
from tenet.diagnostics import TenetError
from tenet.source import Span
from tenet.types.shape import Misfit


def cleaned_table(plan: DataPlan, folder: Path) -> Table:
    """The table of a plan, read from a folder, with the rows that the plan keeps.

    Raises:
        TenetError: the table cannot be read, lacks a column that cleaning names, or keeps no row.
    """
    return cleaned(read_table(plan.source, folder, plan.source_span), plan.rows, plan.rows_span)


def cleaned_alike(table: Table, pipeline: Pipeline) -> Table:
    """New rows as the rows were that a pipeline was fitted on, none of them left out.

    Raises:
        TenetError: they lack what it takes.
    """
    kinds = known(Cleaning)
    ways = tuple(kinds[term].model_validate_json(text) for term, text in pipeline.reading.cleaning)
    return cleaned(table, ways, None)


def cleaned(table: Table, ways: Sequence[Cleaning], span: Span | None) -> Table:
    """A table after some ways of cleaning, one after the other; raises TenetError."""
    for cleaning in ways:
        problems = lacking_names(cleaning.names, table.names, table.name, span)
        if problems:
            raise TenetError(*problems)
        rows = table.rows
        try:
            table = _after(cleaning, table)
        except Misfit as error:
            message = f"`{cleaning.term()}` {error.message}"
            raise UNSUITABLE_DATA.error(span, message, help=error.help) from None
        if not table.rows:
            raise EMPTY_TABLE.error(
                span,
                f'`{cleaning.term()}` leaves none of the {rows:,} rows of "{table.name}"',
                help="name the columns that matter, such as the target, or fill gaps with `impute`"
                if cleaning.term() == "drop_missing"
                else None,
            )
    return table


def _after(cleaning: Cleaning, table: Table) -> Table:
    """A table after one way of cleaning; raises Misfit."""
    if isinstance(table, Parted):
        assert cleaning.by_row  # elaboration refuses others
        return table.cleaned(cleaning)
    cleaned: Table = implementation("tenet.data.clean", cleaning.term())(cleaning, table)
    return cleaned
