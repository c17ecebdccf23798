"""A table of typed columns."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.data.transform import TableSource


class Parquet(TableSource):
    """A Parquet file; null and NaN are missing."""

    path: Annotated[str, Field(min_length=1)]
    """The file, from the folder of the spec."""
