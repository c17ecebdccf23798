"""How training shows how far it is, to a person and to a log."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenet.cli.progress import progress

Golden = Callable[[str], None]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Always."""
        return True


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()], ids=["log", "terminal"])
def test_progress(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "100")
    with progress(stream) as watcher:
        watcher.started(Path("runs/x"), 2, 10)
        for epoch in (1, 2):
            watcher.step(10)
            record: dict[str, Any] = {"epoch": epoch, "train": {"loss": 1 / epoch}, "best": True}
            watcher.epoch(record)
        watcher.ended("all epochs are done")
    lines = [line for line in stream.getvalue().splitlines() if "━" not in line and line.strip()]

    assert lines == [
        "training in runs/x",
        "epoch 1/2: train.loss 1",
        "epoch 2/2: train.loss 0.5",
        "ended: all epochs are done",
    ]
