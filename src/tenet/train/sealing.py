"""Seal what a run holds in JSON: with the hash of all the rest, so that a byte that changed is noticed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from tenet.atomic import write_atomically
from tenet.diagnostics import TenetError
from tenet.train.mistakes import NOT_A_RUN

SEAL = "sha256"
"""The last entry of what is sealed."""


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with its hash."""
    return {**content, SEAL: _digest(content)}


def unsealed(content: object) -> dict[str, Any]:
    """The content without its hash.

    Raises:
        ValueError: it is not what was sealed.
    """
    entries = content if isinstance(content, dict) else {}
    held = {name: value for name, value in entries.items() if name != SEAL}
    if entries.get(SEAL) != _digest(held):
        raise ValueError
    return held


def _digest(content: Mapping[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def hash_of(content: bytes) -> str:
    """The hash of a file's content, as another file holds it."""
    return sha256(content).hexdigest()


def write_sealed(path: Path, content: Mapping[str, Any]) -> None:
    """Effect: a file of the run holds this, as JSON with its hash; raises NotWritten where it does not."""
    text = json.dumps(sealed(content), indent=2, ensure_ascii=False) + "\n"
    write_atomically(path, text.encode())


def read_sealed(path: Path) -> dict[str, Any]:
    """What such a file holds, without its hash.

    Raises:
        TenetError: it cannot be read, or is not what was written.
    """
    try:
        return unsealed(json.loads(_read(path)))
    except ValueError:
        raise _damaged(path) from None


def check_whole(path: Path, digest: str) -> None:
    """Check that a file of the run is the one with this hash; raises TenetError."""
    if hash_of(_read(path)) != digest:
        raise _damaged(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NOT_A_RUN.error(None, f"{path} cannot be read: {error.strerror or error}") from None


def _damaged(path: Path) -> TenetError:
    return NOT_A_RUN.error(None, f"{path} is damaged: what it holds is not what was written")
