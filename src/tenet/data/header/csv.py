"""Name the columns of a CSV file: what its first line says."""

from __future__ import annotations

import csv as reader
import gzip
import zlib
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import IO, cast

from tenet.data.encoding import GZIP, bad_gzip, utf8
from tenet.data.mistakes import DUPLICATE_COLUMN, EMPTY_TABLE
from tenet.data.sources.csv import Csv
from tenet.data.unreadable import Unreadable

LONGEST = 64 * 2**20
"""A first line of more bytes than this is no header."""


def csv(source: Csv, path: Path) -> tuple[str, ...]:
    """The names in the first line; raises Unreadable."""
    try:
        with opened(path) as file:
            line = first_line(file)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise bad_gzip(error) from None
    lines = StringIO(checked(line).decode(), newline="")
    try:
        names = tuple(next(reader.reader(lines, delimiter=source.separator, strict=True)))
    except reader.Error as error:
        raise Unreadable(f"cannot be split into cells in line 1: {error}") from None
    return named(source, names)


def opened(path: Path) -> IO[bytes]:
    """A file to read, out of gzip where it is packed."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")


def first_line(file: IO[bytes]) -> bytes:
    """The line that names the columns, which may hold line ends in quotes."""
    line = b""
    while not line or line.count(b'"') % 2:
        more = file.readline(LONGEST)
        line += more
        if not more or len(line) > LONGEST:
            break
    return line


def checked(data: bytes) -> bytes:
    """The bytes, known to be UTF-8 text, without a byte order mark and blank lines at the end; raises Unreadable."""
    data = utf8(data)
    if data.endswith((b"\n\n", b"\r", b"\r\n")):
        data = data.rstrip(b"\r\n")
    if not data or data.isspace():
        raise Unreadable("is empty", "give it a header line and rows", EMPTY_TABLE)
    if data.lstrip(b" \t\v\f").startswith((b"\r", b"\n")):
        raise Unreadable("begins with a blank line", "its first line must name the columns")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return data if data.endswith(b"\n") else data + b"\n"


def named(source: Csv, first: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, given the cells of the first line; raises Unreadable where two have one name."""
    if not source.header:
        return tuple(f"column_{number}" for number, _ in enumerate(first, start=1))
    distinct(first)
    return tuple(first)


def distinct(names: Sequence[str]) -> None:
    """Raise Unreadable where two columns have one name."""
    name, count = Counter(names).most_common(1)[0]
    if count > 1:
        raise Unreadable(
            f'has {count} columns called "{name}"',
            "if the first line is a row, and names nothing, write `csv(…, header=false)`"
            if all(map(_is_number, names))
            else "give every column a name of its own",
            DUPLICATE_COLUMN,
        )


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
