"""Rules about how long training is, and how its rate changes."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether anything is trained."""
    return case.settings is not None
