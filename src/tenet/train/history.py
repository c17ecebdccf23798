"""The history of a run: one JSON object an epoch, in a file that survives a kill."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tenet.train.checkpoints import write_atomically


def append(path: Path, record: dict[str, Any]) -> None:
    """Effect: the record is the last line of the file, on the disk."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def cut(path: Path, epoch: int) -> None:
    """Effect: only epochs up to this one are left: a later one, or half a line, was not checkpointed."""
    kept = []
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        try:
            record = json.loads(line)
        except ValueError:
            break
        if record["epoch"] > epoch:
            break
        kept.append(line + "\n")
    write_atomically(path, "".join(kept).encode())
