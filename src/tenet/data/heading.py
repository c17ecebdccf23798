"""Ask a source for its columns: their names, without its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tenet.data.finding import fixed_folder, is_pattern, matching, only
from tenet.data.implementation import implementation
from tenet.data.mistakes import DUPLICATE_COLUMN, UNREADABLE_TABLE
from tenet.data.sources.csv import Csv
from tenet.data.sources.files import Matching
from tenet.data.sources.npz import Npz
from tenet.data.sources.package import Package
from tenet.data.sources.parquet import Parquet
from tenet.data.transform import TableSource
from tenet.data.unreadable import Unreadable
from tenet.diagnostics import TenetError
from tenet.source import Span


def header(source: TableSource, folder: Path, span: Span | None = None) -> tuple[str, ...]:
    """The names of a source's columns, without reading its rows; as an editor and a check ask for them.

    Raises:
        TenetError: the file is not there, cannot be read, or has no header; at `span`.
    """
    if isinstance(source, Matching):
        return source.columns
    path = file_of(source)
    found = files_of(source, folder, span)[0]
    try:
        names: tuple[str, ...] = implementation("tenet.data.header", source.term())(source, found)
        _named_once(names)
    except (Unreadable, OSError, MemoryError) as error:
        raise explained(path, error, span) from None
    return names


def files_of(source: TableSource, folder: Path, span: Span | None) -> tuple[Path, ...]:
    """The files of a source; a file that is called like a pattern is just that file."""
    path = file_of(source)
    package = package_of(source)
    if package is not None:
        from tenet.data.installed import installed  # noqa: PLC0415  # few specs name a package

        try:
            return (installed(package, span),)
        except OSError as error:
            raise explained(path, error, span) from None
    if isinstance(source, Matching) or (is_pattern(path) and not (folder / path).is_file()):
        return matching(path, folder, span)
    return (only(path, folder, span),)


def file_of(source: TableSource) -> str:
    """The path, or pattern, that a source names."""
    if isinstance(source, Matching):
        return source.pattern
    package = package_of(source)
    if package is not None:
        return package.path
    return str(source.path) if isinstance(source, Csv | Parquet | Npz) else ""


def folder_of(source: TableSource, folder: Path, found: Sequence[Path]) -> Path:
    """From where paths in the cells of a source are taken."""
    return folder / fixed_folder(file_of(source)) if package_of(source) is None else found[0].parent


def package_of(source: TableSource) -> Package | None:
    """The file in a package that a source reads, if it does."""
    path = source.path if isinstance(source, Csv | Parquet | Npz) else source
    return path if isinstance(path, Package) else None


def explained(path: str, error: Exception, span: Span | None) -> TenetError:
    """Why a file of a source is no table, as a finding."""
    if isinstance(error, Unreadable):
        return error.rule.error(span, f'"{path}" {error.message}', help=error.help)
    if isinstance(error, MemoryError):
        return UNREADABLE_TABLE.error(span, f'"{path}" does not fit into memory')
    reason = error.strerror if isinstance(error, OSError) else None
    return UNREADABLE_TABLE.error(span, f'"{path}" cannot be read: {reason or error}')


def _named_once(names: Sequence[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Unreadable(
            f'has more than one column called "{twice[0]}"',
            "give every column a name of its own",
            DUPLICATE_COLUMN,
        )
