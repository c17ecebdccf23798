"""Texts as steps; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps import text
from tenet.data.transforms.text import Characters, Lower, Replace, SplitWords


def lower(transform: Lower, _given: Given) -> Fitted:
    """Lower case."""
    return Fitted((text.Lower(),), transform)


def replace(transform: Replace, _given: Given) -> Fitted:
    """One part for another."""
    return Fitted((text.Replace(old=transform.old, new=transform.new),), transform)


def split_words(transform: SplitWords, _given: Given) -> Fitted:
    """Words."""
    return Fitted((text.SplitWords(),), transform)


def characters(transform: Characters, _given: Given) -> Fitted:
    """Characters."""
    return Fitted((text.Characters(),), transform)
