"""The learning rate along a power of what is left."""

from __future__ import annotations

from tenet.catalogue.definition import Fraction, Positive
from tenet.policy.schedule import Moment, Schedule


class Polynomial(Schedule):
    """final + (1 - final) * (1 - progress)^power; it stays at the end after the end.

    Source: Chen et al. (2018), DeepLab, sec. 4.1.
    """

    power: Positive = 1.0
    """How soon it falls; 1 is a line."""
    final: Fraction = 0.0
    """The share of the rate that is left at the end."""

    def after_warmup(self, at: Moment) -> float:
        """The power of the share that is left."""
        return self.final + (1 - self.final) * float((1 - at.progress) ** self.power)
