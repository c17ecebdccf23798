"""Read a Parquet file: columns with the types that it gives them."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from tenet.data.sources.parquet import Parquet
from tenet.data.unreadable import Unreadable

DAMAGE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
"""What polars raises for bytes that are no Parquet file; a panic is no Exception of Python's."""


def parquet(_source: Parquet, data: bytes) -> pl.DataFrame:
    """The typed columns; raises Unreadable."""
    try:
        return pl.read_parquet(io.BytesIO(data))
    except DAMAGE as error:
        raise _damaged(error) from None


def parquet_header(_source: Parquet, path: Path) -> tuple[str, ...]:
    """The names of the columns; raises Unreadable."""
    try:
        return tuple(pl.read_parquet_schema(path))
    except DAMAGE as error:
        raise _damaged(error) from None


def _damaged(error: BaseException) -> Unreadable:
    reason = (str(error).splitlines() or ["it is empty"])[0]
    return Unreadable(f"is no Parquet file: {reason}", 'for a CSV file write csv("…")')
