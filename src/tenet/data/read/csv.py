"""Read a CSV file: every cell as text, each row as long as the header."""

from __future__ import annotations

import csv as reader
import io

import polars as pl

from tenet.data.encoding import unpacked
from tenet.data.header.csv import checked, distinct
from tenet.data.mistakes import RAGGED_ROW
from tenet.data.sources.csv import Csv
from tenet.data.unreadable import Unreadable


def csv(source: Csv, data: bytes) -> pl.DataFrame:
    """The rows as columns of text, null where a cell is empty; raises Unreadable."""
    text = checked(unpacked(data))
    frame = _frame(source, text)
    names = tuple(name or "" for name in frame.row(0))
    distinct(names)
    _check_lengths(source, text, frame)
    return frame.slice(1).rename(dict(zip(frame.columns, names, strict=True)))


def _frame(source: Csv, text: bytes) -> pl.DataFrame:
    try:
        return pl.read_csv(
            io.BytesIO(text), has_header=False, infer_schema=False, separator=source.separator
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _slow_reason(source, text) or Unreadable(
            f"is no CSV file: {str(error).splitlines()[0]}"
        ) from None


def _check_lengths(source: Csv, text: bytes, frame: pl.DataFrame) -> None:
    """Raise for a row with fewer cells than the header; a longer one was refused when parsing.

    The parser fills short rows up in silence. Separators tell: the file has one between any two
    cells, besides those that quoted cells hold.
    """
    inside = sum(
        int(column.str.count_matches(source.separator, literal=True).sum() or 0) for column in frame
    )
    expected = frame.height * (frame.width - 1)
    if text.count(source.separator.encode()) - inside != expected:
        raise _slow_reason(source, text) or Unreadable(
            "has rows of unequal length", "give every row as many cells as the header", RAGGED_ROW
        )


def _slow_reason(source: Csv, text: bytes) -> Unreadable | None:
    """The first row at fault, found row by row; only for files that are known to be wrong."""
    rows = reader.reader(io.StringIO(text.decode(), newline=""), delimiter=source.separator)
    width = 0
    try:
        for number, row in enumerate(rows):
            if number == 0:
                width = len(row)
            elif len(row) != width:
                shown = source.separator.join(row)
                return Unreadable(
                    f"has {len(row)} {'cell' if len(row) == 1 else 'cells'} in row {number:,}"
                    f" (line {rows.line_num:,}), but {width} columns:"
                    f" {shown[:60]}{'…' if len(shown) > 60 else ''}",  # a line
                    "a cell that holds the separator needs double quotes around it;"
                    " the separator itself is a setting of csv",
                    RAGGED_ROW,
                )
    except reader.Error as error:
        return Unreadable(f"cannot be split into cells in line {rows.line_num:,}: {error}")
    return _bad_quotes(text)


def _bad_quotes(text: bytes) -> Unreadable | None:
    for number, line in enumerate(text.split(b"\n"), start=1):
        if line.count(b'"') % 2 or b'"' in line.replace(b'""', b"").strip(b'"'):
            return Unreadable(
                f"has a double quote in or around line {number:,} that does not enclose a cell",
                'write a quote inside a cell twice: "a ""quoted"" word"',
            )
    return None
