"""Rules about how what was learned is judged."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether a trained output is compared with a target."""
    return bool(case.tasks)
