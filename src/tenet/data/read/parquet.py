"""Read a Parquet file: columns with the types that it gives them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

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


def parquet_parts(_source: Parquet, path: Path, rows: int) -> Iterator[pl.DataFrame]:
    """The typed columns of so many rows at a time; raises Unreadable."""
    try:
        table = pl.scan_parquet(path)
        count = int(table.select(pl.len()).collect().item())
        for begun in range(0, count, rows):
            yield table.slice(begun, rows).collect()
    except DAMAGE as error:
        reason = (str(error).splitlines() or ["it is empty"])[0]
        raise damaged(reason) from None
