"""Sequences as steps; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps import sequence as steps
from tenet.data.transforms.sequence import First, Last, Sequence, Truncate


def sequence(transform: Sequence, _given: Given) -> Fitted:
    """The cells as they are."""
    return Fitted((steps.Line(),), transform)


def truncate(transform: Truncate, _given: Given) -> Fitted:
    """So many places."""
    return Fitted((steps.Truncate(length=transform.length, keep=transform.keep),), transform)


def first(transform: First, _given: Given) -> Fitted:
    """The first place."""
    return Fitted((steps.End(place="first"),), transform)


def last(transform: Last, _given: Given) -> Fitted:
    """The last place."""
    return Fitted((steps.End(place="last"),), transform)
