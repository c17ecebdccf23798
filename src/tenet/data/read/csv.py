"""Read a CSV file: every cell as text, each row as long as the header."""

from __future__ import annotations

import csv as reader
import gzip
import io
import zlib
from collections import Counter
from pathlib import Path

import polars as pl

from tenet.data.encoding import GZIP, bad_gzip, unpacked, utf8
from tenet.data.mistakes import DUPLICATE_COLUMN, EMPTY_TABLE, RAGGED_ROW
from tenet.data.sources.csv import Csv
from tenet.data.unreadable import Unreadable

LONGEST_HEADER = 64 * 2**20
"""A first line of more bytes than this is no header."""


def csv(source: Csv, data: bytes) -> pl.DataFrame:
    """The rows as columns of text, null where a cell is empty; raises Unreadable."""
    text = _text(unpacked(data))
    frame = _frame(source, text)
    names = tuple(name or "" for name in frame.row(0))
    _distinct(names)
    _check_lengths(source, text, frame)
    return frame.slice(1).rename(dict(zip(frame.columns, names, strict=True)))


def csv_header(source: Csv, path: Path) -> tuple[str, ...]:
    """The names in the first line; raises Unreadable."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            line = b""
            while not line or line.count(b'"') % 2:
                more = file.readline(LONGEST_HEADER)
                line += more
                if not more or len(line) > LONGEST_HEADER:
                    break
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise bad_gzip(error) from None
    names = tuple(name or "" for name in _frame(source, _text(line)).row(0))
    _distinct(names)
    return names


def _text(data: bytes) -> bytes:
    """The bytes, known to be UTF-8 text, without a byte order mark and blank lines at the end."""
    data = utf8(data).rstrip(b"\r\n")
    if not data.strip():
        raise Unreadable("is empty", "give it a header line and rows", EMPTY_TABLE)
    if data.lstrip(b" \t\v\f").startswith((b"\r", b"\n")):
        raise Unreadable("begins with a blank line", "its first line must name the columns")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return data + b"\n"


def _distinct(names: tuple[str, ...]) -> None:
    name, count = Counter(names).most_common(1)[0]
    if count > 1:
        raise Unreadable(
            f'has {count} columns called "{name}"',
            "give every column a name of its own",
            DUPLICATE_COLUMN,
        )


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
