"""Sequences as steps; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps import sequence
from tenet.data.transforms.sequence import First, Last, Truncate


def truncate(transform: Truncate, _given: Given) -> Fitted:
    """So many places."""
    return Fitted((sequence.Truncate(length=transform.length, keep=transform.keep),), transform)


def first(transform: First, _given: Given) -> Fitted:
    """The first place."""
    return Fitted((sequence.End(place="first"),), transform)


def last(transform: Last, _given: Given) -> Fitted:
    """The last place."""
    return Fitted((sequence.End(place="last"),), transform)
