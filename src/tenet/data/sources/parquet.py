"""A table of typed columns."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.setting import ByName
from tenet.data.sources.package import Path
from tenet.data.transform import TableSource


class Parquet(TableSource):
    """A Parquet file; null and NaN are missing."""

    path: Path
    """The file, from the folder of the spec, or in a package."""
    buffer: Annotated[int | None, Field(ge=1), ByName()] = None
    """How many rows are held, and shuffled, at once, of a table that is larger than memory; all, if not said."""

    @property
    def held(self) -> int | None:
        """How many rows are held at once."""
        return self.buffer
