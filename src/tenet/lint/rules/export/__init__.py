"""Rules about the model that is written for use elsewhere."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether the spec says what is exported."""
    return case.places.section("export") is not None
