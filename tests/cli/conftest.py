"""Runs the command line inside the tests' own process, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from tenet.cli.main import run

SOUND = "network(x: f32[4]) -> y: f32[2] {\n    y = x -> dense(2)\n}\n"


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str


Tenet: TypeAlias = Callable[..., Outcome]


@pytest.fixture
def tenet(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Tenet:
    """Runs a command line in an empty folder; `sound.tenet` there is a spec without mistakes."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sound.tenet").write_text(SOUND)

    def call(*arguments: str) -> Outcome:
        code = run(arguments)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call
