"""Rows that belong together as one row of sequences."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.data.transform import Cleaning
from tenet.types.dim import Dim, named


class Group(Cleaning):
    """All rows with one value in a column as one row, each other column a sequence of their cells.

    The sequences stand in the order of their first rows in the table; a row without a value is left out of none:
    it is an error.
    """

    keeps = True

    column: Annotated[str, Field(min_length=1)]
    """The column that says which rows belong together."""
    order: Annotated[str, Field(min_length=1)] | None = None
    """The column that says in which order they stand; that of the table, if not said."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it names."""
        return (self.column,) if self.order is None else (self.column, self.order)

    @property
    def length(self) -> Dim:
        """How many places each row has."""
        return named(f"rows({self.column})")
