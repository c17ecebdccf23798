"""Selections: the columns of the table from which a field begins."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tenet.catalogue.setting import ByName
from tenet.data.field import Content, FieldType
from tenet.data.transform import Selection
from tenet.types.dim import Dim, named
from tenet.types.shape import Misfit

Text = Annotated[str, Field(min_length=1)]
CellContent = Literal["number", "text"]


class Column(Selection):
    """One column by its name: one number or text for each row."""

    name: Text
    """The column's name in the table."""
    type: CellContent | None = None
    """What its cells hold; numbers if every cell is one, unless said here."""

    @property
    def names(self) -> tuple[str, ...]:
        """The column."""
        return (self.name,)

    def result(self, *fields: FieldType) -> FieldType:
        """One cell for each row."""
        return FieldType(_content(self.type), (), columns=(self.name,), origin=self.name)


class Columns(Selection):
    """Several alike columns side by side, by a pattern or by their names.

    A pattern such as `"pixel_*"` takes the columns in the order of the table; `*` stands for any
    text, `?` for one character, and case matters. A list keeps its own order. Without either, all columns
    are taken but those of `except`: `columns(except="price")`.
    """

    pattern: Text | tuple[Text, ...] = "*"
    """A pattern, or the columns' names."""
    but: Annotated[Text | tuple[Text, ...], Field(alias="except"), ByName()] = ()
    """The columns that a pattern is not to take, by another pattern or by their names."""
    type: CellContent | None = None
    """What their cells hold; numbers if every cell of every column is one, unless said here."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of a list."""
        return () if isinstance(self.pattern, str) else self.pattern

    def result(self, *fields: FieldType) -> FieldType:
        """As many cells for each row as there are columns; for a pattern, a size not known yet."""
        content = _content(self.type)
        if isinstance(self.pattern, str):
            but = f" but {self.but if isinstance(self.but, str) else ', '.join(self.but)}"
            origin = self.pattern + but if self.but else self.pattern
            size: Dim = named(f"columns({origin})")
            return FieldType(content, (size,), origin=origin)
        if self.but:
            raise Misfit(
                "names its columns one by one, and leaves some out", "leave them out of the list"
            )
        if not self.pattern:
            raise Misfit("names no column", 'write at least one name: columns(["a", "b"])')
        twice = next((name for name in self.pattern if self.pattern.count(name) > 1), None)
        if twice is not None:
            raise Misfit(f'names the column "{twice}" twice', "name every column once")
        return FieldType(
            content, (len(self.pattern),), columns=self.pattern, origin=", ".join(self.pattern)
        )


def _content(declared: CellContent | None) -> Content:
    return Content.EITHER if declared is None else Content(declared)
