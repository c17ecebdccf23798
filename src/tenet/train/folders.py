"""Name the folders of runs: `runs/<spec>`, and a number where that is taken."""

from __future__ import annotations

from pathlib import Path


def fresh_folder(path: Path) -> Path:
    """`runs/<spec>`, or with the next free number."""
    number = 1
    while (folder := _numbered(path, number)).exists():
        number += 1
    return folder


def newest_folder(path: Path) -> Path:
    """The run of a spec with the highest number."""
    number = 1
    while _numbered(path, number + 1).exists():
        number += 1
    return _numbered(path, number)


def _numbered(path: Path, number: int) -> Path:
    return Path("runs") / (path.stem if number == 1 else f"{path.stem}-{number}")
