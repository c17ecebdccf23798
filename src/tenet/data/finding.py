"""Find the files that a source names, below the folder of its spec."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from tenet.data.mistakes import MISSING_TABLE, UNREADABLE_TABLE
from tenet.diagnostics import nearest
from tenet.source import Span

WILD = frozenset("*?[")
SUFFIXES = {".csv", ".gz", ".npz", ".parquet", ".tsv", ".txt"}


def is_pattern(path: str) -> bool:
    """Whether a path stands for any number of files."""
    return not WILD.isdisjoint(path)


def within(path: Path, folder: Path) -> bool:
    """Whether a path, all links followed, is below a folder."""
    return path.resolve().is_relative_to(folder.resolve())


def matching(pattern: str, folder: Path, span: Span | None) -> tuple[Path, ...]:
    """The files of a pattern, in the order of their paths.

    Raises:
        TenetError: the pattern, or a link, leads out of the folder; or there is no such file.
    """
    pure = PurePosixPath(pattern)
    if "\0" in pattern:
        raise MISSING_TABLE.error(span, "a path cannot hold a zero byte")
    if pure.is_absolute() or ".." in pure.parts:
        raise MISSING_TABLE.error(
            span,
            f'"{pattern}" leads out of the folder of the spec',
            help="keep the files in the folder of the spec, or below it",
        )
    found = sorted(path for path in folder.glob(pattern) if path.is_file())
    for path in found:
        if not within(path, folder):
            raise MISSING_TABLE.error(
                span,
                f'"{path.relative_to(folder).as_posix()}" is a link out of the folder of the spec',
                help="keep the files in the folder of the spec, or below it",
            )
    if not found:
        start = fixed_folder(pattern)
        message = f'no file matches "{pattern}"'
        raise MISSING_TABLE.error(span, message, help=_beside(folder / start, start))
    return tuple(found)


def fixed_folder(pattern: str) -> str:
    """The folder that all files of a pattern are below.

    >>> fixed_folder("data/flowers/*/*.jpg"), fixed_folder("rows.csv")
    ('data/flowers', '.')
    """
    parts = PurePosixPath(pattern).parts
    wild = next((place for place, part in enumerate(parts) if is_pattern(part)), len(parts) - 1)
    return PurePosixPath(*parts[:wild]).as_posix()


def _beside(folder: Path, name: str) -> str:
    if not folder.is_dir():
        return f'there is no folder "{name}"; paths start from the folder of the spec'
    inside = sorted(path.name + "/" * path.is_dir() for path in folder.iterdir())
    shown = ", ".join(f'"{name}"' for name in inside[:8])  # a line's worth
    return f'"{name}" holds {shown}' if inside else f'"{name}" is empty'


def only(path: str, folder: Path, span: Span | None) -> Path:
    """The one file of a path; raises TenetError, with the nearest name beside it, where there is none."""
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


def _offer(path: Path, beside: Sequence[str] | None) -> str:
    if beside is None:
        return f'there is no folder "{path.parent}"; paths start from the folder of the spec'
    near = nearest(path.name, sorted(beside))
    if near:
        return f'did you mean "{(path.parent / near).as_posix()}"?'
    return "paths start from the folder of the spec"
