"""Files as commands read and write them: every way to fail is a diagnostic."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from tenet.atomic import write_atomically as replace_file
from tenet.cli.mistakes import (
    EMPTY_FOLDER,
    FOLDER_FOR_FILE,
    MISSING_FILE,
    NOT_UTF8,
    OVERSIZED_FILE,
    UNREADABLE_FILE,
    UNWRITABLE_FILE,
)
from tenet.diagnostics import Diagnostic, TenetError, nearest
from tenet.source import Source, Span

SUFFIX = ".tenet"
LARGEST_SPEC = 16 * 2**20
"""Bytes; more is no spec that anybody wrote."""


def find_specs(paths: Iterable[Path]) -> tuple[list[Path], list[Diagnostic]]:
    """The spec files that paths stand for, each once, and what is wrong with the paths.

    A file stands for itself, a folder for every `.tenet` file below it, in the order of their names.
    """
    found: dict[Path, None] = {}
    reports: list[Diagnostic] = []
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        below = _below(path, reports)
        if not below and not reports:
            message = f"there is no `{SUFFIX}` file in `{path}` or below it"
            reports.append(EMPTY_FOLDER.at(whole(path), message))
        found.update(dict.fromkeys(below))
    return list(found), reports


def _below(folder: Path, reports: list[Diagnostic]) -> list[Path]:
    def report(error: OSError) -> None:
        reports.append(unreadable(error, Path(error.filename or folder)))

    walk = os.walk(folder, onerror=report)
    files = [Path(place, name) for place, _, names in walk for name in names]
    return sorted(file for file in files if file.suffix == SUFFIX and file.is_file())


def read_source(path: Path) -> Source:
    """The text of a file, under the name that the user gave it.

    Raises:
        TenetError: it cannot be read, is too large for a spec, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_SPEC + 1)
    except OSError as error:
        raise TenetError(unreadable(error, path)) from None
    return decoded(content, path)


def decoded(content: bytes, path: Path) -> Source:
    """Bytes as a source; line ends stay as they are, so that offsets are those of the file.

    Raises:
        TenetError: they are too many for a spec, or not UTF-8.
    """
    if len(content) > LARGEST_SPEC:
        limit = LARGEST_SPEC // 2**20
        raise OVERSIZED_FILE.error(whole(path), f"`{path}` is larger than {limit} MiB")
    try:
        return Source(str(path), content.decode())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NOT_UTF8.error(
            whole(path),
            f"`{path}` is not UTF-8: byte {content[error.start]:#04x} on line {line} belongs to"
            " no character",
            help="save it as UTF-8",
        ) from None


def write_atomically(path: Path, content: bytes) -> None:
    """Effect: the file holds the content; whatever happens, it is the old file or the new one.

    The new file has the old one's permissions. What is no ordinary file, such as a pipe, is written to.

    Raises:
        TenetError: it cannot be written.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                stream.write(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise TenetError(unwritable(error, path)) from None


def _replace(target: Path, content: bytes) -> None:
    if target.exists() and not os.access(target, os.W_OK):
        # A new file could take its place all the same, but the user has asked that it be kept.
        raise PermissionError(13, "it is read-only", str(target))
    replace_file(target, content)


def unreadable(error: OSError, path: Path) -> Diagnostic:
    """Why a file could not be read, and the file that was probably meant."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        close = _neighbour(path)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        return MISSING_FILE.at(whole(path), f"there is no file `{path}`{hint}")
    if isinstance(error, IsADirectoryError):
        return FOLDER_FOR_FILE.at(whole(path), f"`{path}` is a folder, not a file")
    return UNREADABLE_FILE.at(whole(path), f"cannot read `{path}`: {_reason(error)}")


def unwritable(error: OSError, path: Path) -> Diagnostic:
    """Why a file could not be written."""
    if isinstance(error, IsADirectoryError):
        return FOLDER_FOR_FILE.at(whole(path), f"`{path}` is a folder, not a file")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        message = f"cannot write `{path}`: there is no folder `{path.parent}`"
        return UNWRITABLE_FILE.at(whole(path), message)
    return UNWRITABLE_FILE.at(whole(path), f"cannot write `{path}`: {_reason(error)}")


def whole(path: Path) -> Span:
    """A span for what is wrong with a file as a whole: its beginning, without any text."""
    return Span(Source(str(path), ""), 0, 0)


def _neighbour(path: Path) -> Path | None:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    close = nearest(path.name, names)
    return None if close is None else path.with_name(close)


def _reason(error: OSError) -> str:
    text = error.strerror or type(error).__name__
    return text[:1].lower() + text[1:]
