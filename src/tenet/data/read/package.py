"""Read a file of a package: as its name ends."""

from __future__ import annotations

import polars as pl

from tenet.data.ending import by_ending
from tenet.data.implementation import implementation
from tenet.data.sources.package import Package


def package(source: Package, data: bytes) -> pl.DataFrame:
    """The columns of what the file is; raises Unreadable."""
    table = by_ending(source)
    frame: pl.DataFrame = implementation("tenet.data.read", table.term())(table, data)
    return frame
