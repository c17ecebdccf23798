"""Read a source: a file below a folder becomes a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import file_digest, sha256
from pathlib import Path

import polars as pl

from tenet.data.ending import by_ending
from tenet.data.heading import explained, file_of, files_of, folder_of
from tenet.data.implementation import implementation
from tenet.data.mistakes import EMPTY_TABLE
from tenet.data.parted import Parted
from tenet.data.sources.csv import MISSING, Csv
from tenet.data.sources.files import Matching
from tenet.data.sources.package import Package
from tenet.data.table import Table
from tenet.data.transform import TableSource
from tenet.data.unreadable import Unreadable
from tenet.source import Span


def read_table(source: TableSource, folder: Path, span: Span | None = None) -> Table:
    """The table that a source names, its path taken from a folder.

    Raises:
        TenetError: the file is not there, cannot be read, or holds no table; at `span`.
    """
    path = file_of(source)
    found = files_of(source, folder, span)
    if isinstance(source, Matching):
        return _table_of_files(source, found, folder, span)
    if source.held is not None:
        return _parted(source, found, folder, span)
    digest = sha256()
    frames: list[pl.DataFrame] = []
    for file in found:
        try:
            data = file.read_bytes()
            frames.append(implementation("tenet.data.read", source.term())(source, data))
            _same_header(path, file.name, frames)
        except (Unreadable, OSError, MemoryError) as error:
            shown = file.relative_to(folder).as_posix() if len(found) > 1 else path
            raise explained(shown, error, span) from None
        digest.update(data if len(found) == 1 else _hashed(file.relative_to(folder), data))
    frame = frames[0] if len(frames) == 1 else pl.concat(frames)
    _require_rows(path, frame, span)
    missing, separator = _written(source)
    return Table(
        path, frame, missing, separator, digest.hexdigest(), folder_of(source, folder, found)
    )


def _parted(source: TableSource, found: Sequence[Path], folder: Path, span: Span | None) -> Parted:
    """A table that is read in parts; its first part is read now."""
    path = file_of(source)
    rows = source.held or 1

    def read() -> Iterator[pl.DataFrame]:
        first: pl.DataFrame | None = None
        for file in found:
            try:
                for frame in implementation("tenet.data.read", f"{source.term()}_parts")(
                    source, file, rows
                ):
                    first = frame if first is None else first
                    _same_header(path, file.name, (first, frame))
                    yield frame
            except (Unreadable, OSError, MemoryError) as error:
                shown = file.relative_to(folder).as_posix() if len(found) > 1 else path
                raise explained(shown, error, span) from None

    head = next(read(), pl.DataFrame())
    _require_rows(path, head, span)
    digest = sha256()
    for file in found:
        with file.open("rb") as content:
            own = file_digest(content, "sha256")
        if len(found) == 1:
            digest = own
        else:
            digest.update(_named(file.relative_to(folder), own.digest()))
    missing, separator = _written(source)
    return Parted(
        path,
        head,
        missing,
        separator,
        digest.hexdigest(),
        folder_of(source, folder, found),
        read=read,
    )


def _require_rows(path: str, frame: pl.DataFrame, span: Span | None) -> None:
    if not frame.height:
        raise EMPTY_TABLE.error(
            span, f'"{path}" has a header but no rows', help="give it rows to learn from"
        )


def _written(source: TableSource) -> tuple[tuple[str, ...], str]:
    """What stands for a missing value, and what between cells."""
    if isinstance(source, Package):
        return _written(by_ending(source))
    if isinstance(source, Csv):
        return source.missing, source.separator
    return ("",), ","


def _table_of_files(
    source: Matching, found: Sequence[Path], folder: Path, span: Span | None
) -> Table:
    """Paths, or texts, as a table, whose hash is of names and contents."""
    digest = sha256()
    frames: list[pl.DataFrame] = []
    for file in found:
        path = file.relative_to(folder)
        try:
            content = file.read_bytes()
            digest.update(_hashed(path, content))
            frames.append(
                implementation("tenet.data.read", source.term())(source, path.as_posix(), content)
            )
        except (Unreadable, OSError, MemoryError) as error:
            raise explained(path.as_posix(), error, span) from None
    frame = pl.concat(frames)
    if not frame.height:
        raise EMPTY_TABLE.error(
            span,
            f'"{source.pattern}" has nothing but blank lines',
            help="give it rows to learn from",
        )
    return Table(source.pattern, frame, (), ",", digest.hexdigest(), folder)


def _hashed(path: Path, data: bytes) -> bytes:
    """What stands for a file's name and contents."""
    return _named(path, sha256(data).digest())


def _named(path: Path, content: bytes) -> bytes:
    """What stands for a file's name and the hash of its contents."""
    return sha256(path.as_posix().encode()).digest() + content


def _same_header(path: str, name: str, frames: Sequence[pl.DataFrame]) -> None:
    """Raise where the last table has other columns than the first."""
    first, last = frames[0].columns, frames[-1].columns
    if first != last:
        odd = next((c for c in [*last, *first] if c not in first or c not in last), None)
        apart = "the same columns in another order" if odd is None else "other columns"
        where = "" if odd is None else f', as "{odd}" shows'
        raise Unreadable(
            f'has {apart} than the first table of "{path}"{where}',
            "give all tables of a pattern the same header",
        )
    if frames[0].schema != frames[-1].schema:
        odd = next(c for c in first if frames[0].schema[c] != frames[-1].schema[c])
        raise Unreadable(
            f'holds {frames[-1].schema[odd]} in column "{odd}", but the first table of "{path}" holds'
            f" {frames[0].schema[odd]}",
            "give all tables of a pattern the same types",
        )


def read_rows(
    path: Path, separator: str = ",", missing: tuple[str, ...] = MISSING, *, header: bool = True
) -> Table:
    """The table of a CSV or Parquet file, or one of arrays, that no spec names: rows to predict, for example."""
    source = by_ending(path.name)
    if isinstance(source, Csv):
        source = Csv(path=path.name, separator=separator, missing=missing, header=header)
    return read_table(source, path.parent)
