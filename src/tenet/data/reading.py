"""Read a source: a file below a folder becomes a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import polars as pl

from tenet.data.implementation import implementation
from tenet.data.mistakes import DUPLICATE_COLUMN, EMPTY_TABLE, MISSING_TABLE, UNREADABLE_TABLE
from tenet.data.sources.csv import MISSING, Csv
from tenet.data.sources.parquet import Parquet
from tenet.data.table import Table
from tenet.data.transform import TableSource
from tenet.data.unreadable import Unreadable
from tenet.diagnostics import TenetError, nearest
from tenet.source import Span


def read_table(source: TableSource, folder: Path, span: Span | None = None) -> Table:
    """The table that a source names, its path taken from a folder.

    Raises:
        TenetError: the file is not there, cannot be read, or holds no table; at `span`.
    """
    path = file_of(source)
    found = _found(path, folder, span)
    try:
        data = found.read_bytes()
        frame: pl.DataFrame = implementation("tenet.data.read", source.term())(source, data)
    except (Unreadable, OSError, MemoryError) as error:
        raise _explained(path, error, span) from None
    if not frame.height:
        raise EMPTY_TABLE.error(
            span, f'"{path}" has a header but no rows', help="give it rows to learn from"
        )
    missing = source.missing if isinstance(source, Csv) else ("",)
    separator = source.separator if isinstance(source, Csv) else ","
    return Table(path, frame, missing, separator, sha256(data).hexdigest())


def header(source: TableSource, folder: Path, span: Span | None = None) -> tuple[str, ...]:
    """The names of a source's columns, without reading its rows; raises TenetError as above."""
    path = file_of(source)
    found = _found(path, folder, span)
    try:
        names: tuple[str, ...] = implementation("tenet.data.read", f"{source.term()}_header")(
            source, found
        )
        _named_once(names)
    except (Unreadable, OSError, MemoryError) as error:
        raise _explained(path, error, span) from None
    return names


def read_rows(path: Path, separator: str = ",", missing: tuple[str, ...] = MISSING) -> Table:
    """The table of a CSV or Parquet file that no spec names: rows to predict, for example."""
    source: TableSource = (
        Parquet(path=path.name)
        if path.suffix == ".parquet"
        else Csv(path=path.name, separator=separator, missing=missing)
    )
    return read_table(source, path.parent)


def file_of(source: TableSource) -> str:
    """The path that a source names."""
    return source.path if isinstance(source, Csv | Parquet) else ""


def _found(path: str, folder: Path, span: Span | None) -> Path:
    """The file; raises TenetError, with the nearest name beside it, where there is none."""
    if "\0" in path:
        raise MISSING_TABLE.error(span, "a path cannot hold a zero byte")
    found = folder / path
    try:
        if found.is_file():
            return found
        if found.is_dir():
            inside = sorted(p.name for p in found.iterdir() if p.suffix in SUFFIXES)
            offer = (
                f'name a file in it, such as "{path.rstrip("/")}/{inside[0]}"' if inside else None
            )
            raise UNREADABLE_TABLE.error(
                span,
                f'"{path}" is a folder, not a table',
                help=offer or "name a CSV or Parquet file",
            )
        beside = [p.name for p in found.parent.iterdir()] if found.parent.is_dir() else None
    except OSError as error:
        raise UNREADABLE_TABLE.error(
            span, f'"{path}" cannot be read: {error.strerror or error}'
        ) from None
    raise MISSING_TABLE.error(span, f'there is no file "{path}"', help=_offer(Path(path), beside))


SUFFIXES = {".csv", ".gz", ".parquet", ".tsv", ".txt"}


def _offer(path: Path, beside: Sequence[str] | None) -> str:
    if beside is None:
        return f'there is no folder "{path.parent}"; paths start from the folder of the spec'
    near = nearest(path.name, sorted(beside))
    if near:
        return f'did you mean "{(path.parent / near).as_posix()}"?'
    return "paths start from the folder of the spec"


def _named_once(names: Sequence[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Unreadable(
            f'has more than one column called "{twice[0]}"',
            "give every column a name of its own",
            DUPLICATE_COLUMN,
        )


def _explained(path: str, error: Exception, span: Span | None) -> TenetError:
    if isinstance(error, Unreadable):
        return error.rule.error(span, f'"{path}" {error.message}', help=error.help)
    if isinstance(error, MemoryError):
        return UNREADABLE_TABLE.error(span, f'"{path}" does not fit into memory')
    reason = error.strerror if isinstance(error, OSError) else None
    return UNREADABLE_TABLE.error(span, f'"{path}" cannot be read: {reason or error}')
