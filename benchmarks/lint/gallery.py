"""Specs that are known to be good: the gallery, and uses of every block of the standard library."""

from __future__ import annotations

from pathlib import Path

from benchmarks.lint.findings import check
from benchmarks.lint.score import Alarm
from tests.std.cases import EACH

ROOT = Path(__file__).parents[2] / "specs"


def gallery() -> tuple[int, list[Alarm]]:
    """How many specs the gallery has, and what is said of them."""
    paths = sorted(ROOT.rglob("*.tenet"))
    return len(paths), [
        Alarm(path.relative_to(ROOT).as_posix(), finding)
        for path in paths
        for finding in check(path.read_text("utf-8"), name=str(path))
        if finding.loud
    ]


def library() -> tuple[int, list[Alarm]]:
    """How many uses of standard blocks there are, and what is said of them."""
    return len(EACH), [
        Alarm(name, finding)
        for name, case in EACH.items()
        for finding in check(case.text)
        if finding.loud
    ]
