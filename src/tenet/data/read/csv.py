"""Read a CSV file: every cell as text, each row as long as the header."""

from __future__ import annotations

import csv as reader
import gzip
import io
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

import polars as pl

from tenet.data.encoding import bad_gzip, unpacked
from tenet.data.header.csv import checked, first_line, named, opened
from tenet.data.mistakes import RAGGED_ROW
from tenet.data.sources.csv import Csv
from tenet.data.unreadable import Unreadable


def csv(source: Csv, data: bytes) -> pl.DataFrame:
    """The rows as columns of text, null where a cell is empty; raises Unreadable."""
    text = checked(unpacked(data))
    frame = _frame(source, text)
    names = named(source, tuple(name or "" for name in frame.row(0)))
    _check_lengths(source, text, frame)
    return frame.slice(int(source.header)).rename(dict(zip(frame.columns, names, strict=True)))


def csv_parts(source: Csv, path: Path, rows: int) -> Iterator[pl.DataFrame]:
    """The rows as columns of text, so many lines at a time; raises Unreadable."""
    begun = 0
    try:
        with opened(path) as file:
            header = first_line(file)
            if b"\r" in header.rstrip(
                b"\r\n"
            ):  # lines end so alone: there are none to read one by one
                header += file.read()
            elif not source.header:
                file.seek(0)
                header = b""
            while lines := _lines(file, rows):
                part = _part(source, header, lines, begun)
                begun += part.height
                if part.height:
                    yield part
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise bad_gzip(error) from None
    if not begun:
        yield csv(source, header)


def _part(source: Csv, header: bytes, lines: bytes, begun: int) -> pl.DataFrame:
    """Some lines as a table; what is said of them counts from where they begin."""
    try:
        return csv(source, header + lines)
    except Unreadable as error:
        counted = f" (rows and lines are counted from behind row {begun:,})" if begun else ""
        raise Unreadable(error.message + counted, error.help, error.rule) from None


def _lines(file: IO[bytes], count: int) -> bytes:
    """The next lines, up to the end of a row that is not blank."""
    data = b"".join(islice(file, count))
    quotes = data.count(b'"')
    while data and (quotes % 2 or data.endswith((b"\n\n", b"\n\r\n"))):
        more = file.readline()
        quotes += more.count(b'"')
        data += more
        if not more:
            break
    return data


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
    inside = 0
    if b'"' in text:
        inside = sum(
            int(column.str.count_matches(source.separator, literal=True).sum() or 0)
            for column in frame
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
        for number, row in enumerate(rows, start=int(not source.header)):
            if not width:
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
