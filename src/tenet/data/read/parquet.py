"""Read a Parquet file: columns with the types that it gives them."""

from __future__ import annotations

import io

import polars as pl

from tenet.data.header.parquet import damaged
from tenet.data.sources.parquet import Parquet

DAMAGE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
"""What polars raises for bytes that are no Parquet file; a panic is no Exception of Python's."""


def parquet(_source: Parquet, data: bytes) -> pl.DataFrame:
    """The typed columns; raises Unreadable."""
    try:
        return pl.read_parquet(io.BytesIO(data))
    except DAMAGE as error:
        reason = (str(error).splitlines() or ["it is empty"])[0]
        raise damaged(reason) from None
