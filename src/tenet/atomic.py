"""Write files whole: at every moment a file holds what it held before, or all of what it is to hold."""

from __future__ import annotations

import os
import stat
from pathlib import Path

PARTIAL = ".partial"
"""Ends the name of a file that is being written."""


def write_atomically(path: Path, content: bytes) -> None:
    """Effect: the file holds the content, on the disk, under the mode that it had.

    Raises:
        OSError: it cannot be written; then nothing has changed.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}{PARTIAL}")
    try:
        with temporary.open("wb") as file:
            if path.exists():
                os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def remove_partial(folder: Path) -> None:
    """Effect: what a kill left half written in a folder is gone."""
    for left in folder.glob(f".*{PARTIAL}"):
        left.unlink(missing_ok=True)
