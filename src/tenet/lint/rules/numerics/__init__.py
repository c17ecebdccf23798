"""Rules about the size of numbers: of signals and gradients before training, and of what is computed of them."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether there is a network with layers."""
    return bool(case.layers)
