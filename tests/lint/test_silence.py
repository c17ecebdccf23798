"""What is known to be good stays silent: the gallery, and every block of the standard library."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.std.cases import EACH

from tenet.elaborate.experiment import elaborate
from tenet.lint.engine import lint
from tenet.source import Source

ROOT = Path(__file__).parents[2] / "specs"
SPECS = {path.relative_to(ROOT).as_posix(): path for path in sorted(ROOT.rglob("*.tenet"))}


def alarms(source: Source) -> list[str]:
    """The errors and warnings of good practice."""
    return [
        f"{f.rule.code} {f.span.first.line if f.span else 0}: {f.message}"
        for f in lint(elaborate(source))
        if f.severity != "info"
    ]


@pytest.mark.parametrize("name", SPECS)
def test_the_gallery(name: str) -> None:
    assert alarms(Source(str(SPECS[name]), SPECS[name].read_text("utf-8"))) == []


@pytest.mark.parametrize("name", EACH)
def test_the_standard_library(name: str) -> None:
    assert alarms(Source("example.tenet", EACH[name].text)) == []
