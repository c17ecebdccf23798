"""Gaps of a column filled from both sides."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Count
from tenet.catalogue.setting import ByName
from tenet.data.transform import Cleaning


class Interpolate(Cleaning):
    """Missing numbers of a column on the straight line between the rows before and after, in the order of the table."""

    keeps = True

    column: Annotated[str, Field(min_length=1)]
    """The column, of numbers."""
    limit: Count | None = None
    """The longest gap that is filled, in rows; longer ones stay missing."""

    group: Annotated[str | None, Field(min_length=1), ByName()] = None
    """The column that says which rows belong together: no line leads from one group to another."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it names."""
        return (self.column,) if self.group is None else (self.column, self.group)
