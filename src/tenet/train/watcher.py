"""Who is told how training goes: a progress bar, an event file, or nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol


class Watcher(Protocol):
    """What training tells of itself while it runs."""

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Training begins, of at most so many epochs, in rounds of so many steps."""

    def step(self, done: int) -> None:
        """So many steps of the round are done."""

    def epoch(self, record: dict[str, Any]) -> None:
        """A round is over; the record goes into the history."""

    def noticed(self, message: str) -> None:
        """Something is worth knowing, such as a damaged file that another stands in for."""

    def ended(self, reason: str) -> None:
        """Training is over, and why."""


class Silent:
    """A watcher who says nothing."""

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Effect: none."""

    def step(self, done: int) -> None:
        """Effect: none."""

    def epoch(self, record: dict[str, Any]) -> None:
        """Effect: none."""

    def noticed(self, message: str) -> None:
        """Effect: none."""

    def ended(self, reason: str) -> None:
        """Effect: none."""


SILENT = Silent()
