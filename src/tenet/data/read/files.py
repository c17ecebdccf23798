"""Name files: their paths as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import polars as pl

from tenet.data.sources.files import COLUMNS, Files


def files(_source: Files, paths: Sequence[str]) -> pl.DataFrame:
    """A row for each path."""
    pure = [PurePosixPath(path) for path in paths]
    cells = (paths, [path.parent.name for path in pure], [path.name for path in pure])
    return pl.DataFrame(
        dict(zip(COLUMNS, cells, strict=True)), schema=dict.fromkeys(COLUMNS, pl.String)
    )
