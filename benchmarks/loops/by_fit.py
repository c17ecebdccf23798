"""Whole epochs by `tenet.train.fit`, as users have them: steps, judging, checkpoint, history."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from loops.case import Case, Epoch

from tenet.backends.engine import Backend
from tenet.train.fit import fit
from tenet.train.request import Request
from tenet.train.watcher import Silent


class Turns(Silent):
    """Watches training; after each epoch it is another's turn.

    Attributes:
        beside: the other.
        seconds: of each epoch, and of the other's.
    """

    def __init__(self, beside: Epoch) -> None:
        self.beside = beside
        self.seconds: list[tuple[float, float]] = []

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Effect: the time counts from now."""
        self.began = time.perf_counter()

    def epoch(self, record: dict[str, Any]) -> None:
        """Effect: the time is taken; what is written after this counts to the next."""
        own = time.perf_counter() - self.began
        self.seconds.append((own, self.beside(len(self.seconds))))
        self.began = time.perf_counter()


def beside(case: Case, backend: Backend, epochs: int, other: Epoch) -> list[tuple[float, float]]:
    """Seconds of each epoch of a whole training, and of another way's between them."""
    text = case.spec.read_text("utf-8").replace("epochs    = 4", f"epochs    = {epochs}")
    case.spec.write_text(text, "utf-8")
    turns = Turns(other)
    fit(Request(case.spec, backend=backend, run=case.spec.parent / backend), turns)
    return turns.seconds
