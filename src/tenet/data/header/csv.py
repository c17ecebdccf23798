"""Name the columns of a CSV file: what its first line says."""

from __future__ import annotations

import csv as reader
import gzip
import zlib
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from tenet.data.mistakes import DUPLICATE_COLUMN, EMPTY_TABLE
from tenet.data.sources.csv import Csv
from tenet.data.unreadable import Unreadable

GZIP = b"\x1f\x8b"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"
LONGEST = 64 * 2**20
"""A first line of more bytes than this is no header."""


def csv(source: Csv, path: Path) -> tuple[str, ...]:
    """The names in the first line; raises Unreadable."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            line = b""
            while not line or line.count(b'"') % 2:
                more = file.readline(LONGEST)
                line += more
                if not more or len(line) > LONGEST:
                    break
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise bad_gzip(error) from None
    lines = StringIO(checked(line).decode(), newline="")
    try:
        names = tuple(next(reader.reader(lines, delimiter=source.separator, strict=True)))
    except reader.Error as error:
        raise Unreadable(f"cannot be split into cells in line 1: {error}") from None
    distinct(names)
    return names


def checked(data: bytes) -> bytes:
    """The bytes, known to be UTF-8 text, without a byte order mark and blank lines at the end; raises Unreadable."""
    if data.startswith(UTF16):
        raise Unreadable("is in UTF-16", "save it as UTF-8")
    data = data.removeprefix(BOM).rstrip(b"\r\n")
    if not data.strip():
        raise Unreadable("is empty", "give it a header line and rows", EMPTY_TABLE)
    if data.lstrip(b" \t\v\f").startswith((b"\r", b"\n")):
        raise Unreadable("begins with a blank line", "its first line must name the columns")
    place = data.find(b"\0")
    if place >= 0:
        raise Unreadable(
            f"holds a zero byte in line {_line(data, place):,}", "it may be no text at all"
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"is not UTF-8: byte 0x{data[error.start]:02x} in line {_line(data, error.start):,}",
            "save it as UTF-8",
        ) from None
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return data + b"\n"


def distinct(names: Sequence[str]) -> None:
    """Raise Unreadable where two columns have one name."""
    name, count = Counter(names).most_common(1)[0]
    if count > 1:
        raise Unreadable(
            f'has {count} columns called "{name}"',
            "give every column a name of its own",
            DUPLICATE_COLUMN,
        )


def bad_gzip(error: Exception) -> Unreadable:
    """Why a gzipped file cannot be unpacked."""
    return Unreadable(f"is a damaged gzip file: {error}", "copy or download it again")


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
