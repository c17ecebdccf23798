"""Name files, or read their texts, as tables."""

from __future__ import annotations

from pathlib import PurePosixPath

import polars as pl

from tenet.data.encoding import unpacked, utf8
from tenet.data.sources.files import COLUMNS, Matching
from tenet.data.sources.text import Text


def files(_source: Matching, path: str, _content: bytes) -> pl.DataFrame:
    """A row for a file."""
    pure = PurePosixPath(path)
    cells = (path, pure.parent.name, pure.name)
    return pl.DataFrame([cells], schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def text(source: Text, path: str, content: bytes) -> pl.DataFrame:
    """A row for a file's text, or for each of its lines; raises Unreadable."""
    whole = utf8(unpacked(content)).decode()
    texts = (
        [line for line in whole.splitlines() if line.strip()] if source.each == "line" else [whole]
    )
    row = files(source, path, content)
    return row.join(pl.DataFrame({"text": texts}, schema={"text": pl.String}), how="cross")
