"""Write files whole: at every moment a file holds what it held before, or all of what it is to hold.

All files that Tenet writes are written here, so that there is one way for a disk to fail.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PARTIAL = ".partial"
"""Ends the name of a file that is being written."""


class NotWritten(OSError):
    """The operating system refused to write; `filename` is what was to be written."""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What is refused is told of this path, whatever call it was that failed."""
    try:
        yield
    except OSError as error:
        raise NotWritten(error.errno, error.strerror or str(error), str(path)) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Effect: the file holds the content, on the disk, under the mode that it had.

    A link stays one. What is no ordinary file, such as a pipe, is written to.

    Raises:
        NotWritten: it cannot be written; then nothing has changed.
    """
    with _told(path):
        target = path.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("wb") as stream:
                stream.write(content)
        else:
            _replace(target, content)


def _replace(target: Path, content: bytes) -> None:
    if target.exists() and not os.access(target, os.W_OK):
        # A new file could take its place all the same, but the user has asked that it be kept.
        raise PermissionError(errno.EACCES, "it is read-only")
    temporary = target.with_name(f".{target.name}.{os.getpid()}{PARTIAL}")
    try:
        with temporary.open("wb") as file:
            if target.exists():
                os.fchmod(file.fileno(), stat.S_IMODE(target.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):  # what is left is removed when the run goes on
            temporary.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: str) -> None:
    """Effect: the line is the last of the file, on the disk; a kill may leave a part of it, without its end.

    Raises:
        NotWritten: it cannot be written; then it may have been in part.
    """
    append(path, f"{line}\n".encode())


def append(path: Path, content: bytes) -> None:
    """Effect: the content is the last of the file, on the disk; a kill may leave a part of it.

    Raises:
        NotWritten: it cannot be written; then it may have been in part.
    """
    # What a buffer holds would be written again on closing, after a half that had failed.
    with _told(path), path.open("ab", buffering=0) as file:
        left = content
        while left:
            left = left[file.write(left) :]
        os.fsync(file.fileno())


def rename(path: Path, target: Path) -> None:
    """Effect: the file has another name, and what had that is gone; raises NotWritten where it has not."""
    with _told(path):
        path.replace(target)


def make_folder(path: Path) -> None:
    """Effect: the folder is there, with those above it; raises NotWritten where it is not."""
    with _told(path):
        path.mkdir(parents=True, exist_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[None]:
    """Effect: the folder is there, with those above it; where what is done inside fails, what it has made is gone.

    Raises:
        NotWritten: it cannot be made.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    held = {*path.glob("*")}
    try:
        make_folder(path)
        yield
    except BaseException:
        for left in {*path.glob("*")} - held:
            with suppress(OSError):
                left.unlink()
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        raise


def check_writable(path: Path) -> None:
    """Check that a folder can be made, or written to; raises NotWritten where the system would refuse it."""
    with _told(path):
        there = next(folder for folder in (path, *path.resolve().parents) if folder.exists())
        if not there.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, f"{there.name} is a file")
        if not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def remove_partial(folder: Path) -> None:
    """Effect: what a kill left half written in a folder is gone; raises NotWritten where it is not."""
    for left in folder.glob(f".*{PARTIAL}"):
        with _told(left):
            left.unlink(missing_ok=True)
