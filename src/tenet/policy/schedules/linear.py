"""The learning rate along a line."""

from __future__ import annotations

from tenet.catalogue.definition import Fraction
from tenet.policy.schedule import Moment, Schedule


class Linear(Schedule):
    """1 - (1 - final) * progress; it stays at the end after the end."""

    final: Fraction = 0.0
    """The share of the rate that is left at the end."""

    def after_warmup(self, at: Moment) -> float:
        """A line from one to the end."""
        return 1 - (1 - self.final) * at.progress
