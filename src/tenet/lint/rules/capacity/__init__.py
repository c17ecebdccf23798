"""Rules about how much a network can learn, beside what there is to learn."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether there is a network with layers."""
    return bool(case.layers)
