"""The history of a run: one sealed JSON object for each validation, in a file that survives a kill."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tenet.atomic import append_line, write_atomically
from tenet.train.mistakes import BAD_HISTORY
from tenet.train.sealing import sealed, unsealed


def append(path: Path, record: dict[str, Any]) -> None:
    """Effect: the record is the last line of the file, on the disk."""
    append_line(path, json.dumps(sealed(record), ensure_ascii=False))


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a history; a last line that a kill has left half written is none.

    Raises:
        TenetError: the file holds something else.
    """
    return [record for _, record in _records(path)]


def cut(path: Path, step: int) -> None:
    """Effect: only lines up to this step are left: a later one, or half a line, was not checkpointed.

    Raises:
        TenetError: the file holds something else.
    """
    kept = [line for line, record in _records(path) if record["step"] <= step]
    write_atomically(path, b"".join(kept))


def _records(path: Path) -> Iterator[tuple[bytes, dict[str, Any]]]:
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    if lines and not lines[-1].endswith(b"\n"):
        lines.pop()
    for number, line in enumerate(lines, 1):
        try:
            yield line, unsealed(json.loads(line))
        except ValueError:
            raise BAD_HISTORY.error(
                None,
                f"line {number} of {path} is no record of an epoch, or not as it was written",
                help="remove the file to go on without its history",
            ) from None
