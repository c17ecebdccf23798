"""Tokens of rows hidden at random."""

from __future__ import annotations

from tenet.data.steps.drawn import Drawn


class ChosenTokens(Drawn):
    """For each token of a row whether it is chosen."""

    outside = True
    holds = "truth"

    share: float
    """Which share of a row is chosen; at least one token."""
    spared: tuple[int, ...]
    """The tokens that never are."""


class HiddenTokens(ChosenTokens):
    """The tokens of a row, the chosen ones hidden."""

    holds = "category"

    mask: int
    """The token that hides."""
    random: float
    """Which share of the chosen becomes any other token."""
    keep: float
    """Which share of the chosen stays."""
    count: int
    """How many tokens there are."""
