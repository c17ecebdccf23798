"""The history of a run: one JSON object for each validation, in a file that survives a kill."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tenet.atomic import write_atomically
from tenet.train.mistakes import BAD_HISTORY


def append(path: Path, record: dict[str, Any]) -> None:
    """Effect: the record is the last line of the file, on the disk."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def cut(path: Path, step: int) -> None:
    """Effect: only lines up to this step are left: a later one, or half a line, was not checkpointed.

    Raises:
        TenetError: the file holds something else.
    """
    kept = []
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    for number, line in enumerate(lines, 1):
        if number == len(lines) and not line.endswith(b"\n"):
            break
        if _step(path, number, line) > step:
            break
        kept.append(line)
    write_atomically(path, b"".join(kept))


def _step(path: Path, number: int, line: bytes) -> int:
    try:
        return int(json.loads(line)["step"])
    except (ValueError, TypeError, KeyError):
        raise BAD_HISTORY.error(
            None,
            f"line {number} of {path} is no record of an epoch",
            help="remove the file to go on without its history",
        ) from None
