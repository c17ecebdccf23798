"""Name the columns of a Parquet file: its footer says them, in Thrift's compact protocol.

Sources: the Apache Parquet format, "File Format" and `parquet.thrift`; the Apache Thrift specification, "Thrift Compact protocol".
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from tenet.data.sources.parquet import Parquet
from tenet.data.unreadable import Unreadable

MAGIC = b"PAR1"
TAIL = 8
"""Bytes at the end of a file: how long the footer before them is, and the magic word."""
SCHEMA, NAME, CHILDREN = 2, 4, 5
"""The field of `FileMetaData` that lists the schema, and those of a `SchemaElement` for its name and how many it holds."""
STOP, TRUE, FALSE = 0, 1, 2
"""What ends a struct, and the kinds of truth values, which are in the kind of their field."""
DEEPEST = 64
"""Structs and lists inside one another; a footer has five."""


def parquet(_source: Parquet, path: Path) -> tuple[str, ...]:
    """The names of the columns, those of parts within a column aside; raises Unreadable."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - TAIL, 0))
        tail = file.read(TAIL)
        length = int.from_bytes(tail[:4], "little")
        if size < TAIL + len(MAGIC) or tail[4:] != MAGIC or length > size - TAIL - len(MAGIC):
            raise damaged("it does not end as one does")
        file.seek(size - TAIL - length)
        footer = BytesIO(file.read(length))
    try:
        elements = _struct(footer, last=SCHEMA)[SCHEMA]
        return _columns(elements)
    except (KeyError, IndexError, TypeError, ValueError, OverflowError, AttributeError):
        raise damaged("its footer cannot be understood") from None


def damaged(reason: str) -> Unreadable:
    """Why a file is no Parquet file."""
    return Unreadable(f"is no Parquet file: {reason}", 'for a CSV file write csv("…")')


def _columns(elements: list[dict[int, Any]]) -> tuple[str, ...]:
    """The names right below the root of a schema, whose elements stand in the order of a walk."""
    names: list[str] = []
    place, left = 1, elements[0][CHILDREN]
    for _ in range(left):
        names.append(elements[place][NAME].decode("utf-8"))
        inside = 1
        while inside:  # an element is passed with all that it holds
            inside += elements[place].get(CHILDREN, 0) - 1
            place += 1
    return tuple(names)


# ── the protocol ─────────────────────────────────────────────────────────────────────────────


def _struct(data: BytesIO, depth: int = 0, last: int | None = None) -> dict[int, Any]:
    """The fields of a struct by their numbers; those after the last that is wanted stay unread."""
    found: dict[int, Any] = {}
    field = 0
    while field != last and (head := _bytes(data, 1)[0]) != STOP:
        apart, kind = head >> 4, head & 15
        field = field + apart if apart else _signed(data)
        found[field] = kind == TRUE if kind in (TRUE, FALSE) else _value(data, kind, depth)
    return found


def _value(data: BytesIO, kind: int, depth: int) -> Any:
    """A value of a kind, as the protocol numbers kinds; raises ValueError."""
    if depth > DEEPEST:
        raise ValueError(depth)
    match kind:
        case 1 | 2 | 3:  # in a list, a truth value is a byte
            return _bytes(data, 1)[0]
        case 4 | 5 | 6:
            return _signed(data)
        case 7:
            return _bytes(data, 8)
        case 8:
            return _bytes(data, _unsigned(data))
        case 9 | 10:
            return _list(data, depth)
        case 12:
            return _struct(data, depth + 1)
        case _:  # a footer has no maps
            raise ValueError(kind)


def _list(data: BytesIO, depth: int) -> list[Any]:
    head = _bytes(data, 1)[0]
    count = head >> 4 if head >> 4 < 15 else _unsigned(data)
    return [_value(data, head & 15, depth + 1) for _ in range(count)]


def _signed(data: BytesIO) -> int:
    number = _unsigned(data)
    return number >> 1 ^ -(number & 1)


def _unsigned(data: BytesIO) -> int:
    number = shift = 0
    while True:
        byte = _bytes(data, 1)[0]
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number


def _bytes(data: BytesIO, count: int) -> bytes:
    found = data.read(count)
    if len(found) < count:
        raise ValueError(count)
    return found
