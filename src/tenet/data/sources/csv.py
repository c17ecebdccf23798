"""A table of text: one row a line, cells between separators."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.setting import ByName, spelled
from tenet.data.sources.package import Path
from tenet.data.transform import TableSource
from tenet.types.shape import Misfit

MISSING = ("", "NA", "N/A", "NaN", "nan", "null")


class Csv(TableSource):
    """A CSV file, plain or gzipped, in UTF-8; its first line names the columns, unless `header` says otherwise."""

    path: Path
    """The file, from the folder of the spec, or in a package."""
    separator: Annotated[str, Field(min_length=1, max_length=1)] = ","
    """The character between cells."""
    missing: tuple[str, ...] = MISSING
    """What a cell holds where there is no value; an empty cell never has one."""
    header: Annotated[bool, ByName()] = True
    """Whether the first line names the columns; otherwise they are `column_1`, `column_2` and on."""
    buffer: Annotated[int | None, Field(ge=1), ByName()] = None
    """How many rows are held, and shuffled, at once, of a table that is larger than memory; all, if not said."""

    @property
    def held(self) -> int | None:
        """How many rows are held at once."""
        return self.buffer

    @property
    def headed(self) -> bool:
        """Whether the first line is a header."""
        return self.header

    @model_validator(mode="after")
    def _separable(self) -> Csv:
        if not self.separator.isascii() or self.separator in '"\r\n\0':
            raise Misfit(
                f"cannot separate cells by {spelled(self.separator)}",
                'take one ASCII character, such as "," or ";" or "\\t"',
                setting="separator",
            )
        return self
