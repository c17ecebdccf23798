"""Read files of text: a row for each, or for each line."""

from __future__ import annotations

import polars as pl

from tenet.data.encoding import unpacked, utf8
from tenet.data.read.files import files
from tenet.data.sources.text import Text


def text(source: Text, path: str, content: bytes) -> pl.DataFrame:
    """A row for a file's text, or for each of its lines; raises Unreadable."""
    whole = utf8(unpacked(content)).decode()
    texts = (
        [line for line in whole.splitlines() if line.strip()] if source.each == "line" else [whole]
    )
    row = files(source, path, content)
    return row.join(pl.DataFrame({"text": texts}, schema={"text": pl.String}), how="cross")
