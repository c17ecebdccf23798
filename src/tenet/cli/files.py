"""Files as commands read and write them: every way to fail is a diagnostic."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from tenet.atomic import NotWritten
from tenet.atomic import write_atomically as replace_file
from tenet.cli.mistakes import EMPTY_FOLDER, UNWRITABLE_FILE
from tenet.diagnostics import Diagnostic, TenetError
from tenet.syntax.mistakes import FOLDER_FOR_FILE
from tenet.syntax.read import reason, unreadable, whole

SUFFIX = ".tenet"


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


def write_atomically(path: Path, content: bytes) -> None:
    """Effect: the file holds the content; whatever happens, it is the old file or the new one.

    Raises:
        TenetError: it cannot be written.
    """
    try:
        replace_file(path, content)
    except NotWritten as error:
        raise TenetError(unwritable(error)) from None


def unwritable(error: NotWritten) -> Diagnostic:
    """Why a file could not be written."""
    path = Path(os.fsdecode(error.filename))
    if error.errno == errno.EISDIR:
        return FOLDER_FOR_FILE.at(whole(path), f"`{path}` is a folder, not a file")
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        message = f"cannot write `{path}`: there is no folder `{path.parent}`"
        return UNWRITABLE_FILE.at(whole(path), message)
    return UNWRITABLE_FILE.at(whole(path), f"cannot write `{path}`: {reason(error)}")
