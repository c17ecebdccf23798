"""Logarithms as steps; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.logarithm import Logarithm
from tenet.data.transforms.logarithm import Log, Log1p


def log(transform: Log, _given: Given) -> Fitted:
    """The plain one."""
    return Fitted((Logarithm(shift=0),), transform)


def log1p(transform: Log1p, _given: Given) -> Fitted:
    """That of one more."""
    return Fitted((Logarithm(shift=1),), transform)
