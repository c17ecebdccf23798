"""Rules about what is joined to what, and the shapes between."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether there is a network with layers."""
    return bool(case.layers)
