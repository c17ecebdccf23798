"""Rules about the rows: how they are prepared, divided and fed."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether there are inputs at all."""
    return bool(case.graph.nodes) or case.data is not None
