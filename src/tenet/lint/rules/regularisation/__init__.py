"""Rules about what keeps a network from learning its training rows by heart."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether there is a network with layers."""
    return bool(case.layers)
