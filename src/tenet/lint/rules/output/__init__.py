"""Rules about what a network gives, and the loss that judges it."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether there is a network, whose output something may be asked of."""
    return bool(case.graph.nodes)
