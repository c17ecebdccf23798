"""Initialisers whose distribution is given in numbers, whatever the fans."""

from __future__ import annotations

from tenet.catalogue.definition import Positive
from tenet.catalogue.initialiser import Draw, Initialiser


class Normal(Initialiser):
    """N(mean, std²)."""

    std: Positive
    """How far numbers lie from the mean, typically."""
    mean: float = 0.0
    """Around what they lie."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution, whatever the fans."""
        return Draw("normal", self.mean, self.std)


class Uniform(Initialiser):
    """U(low, high)."""

    low: float
    """The smallest that is drawn."""
    high: float
    """The largest."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution, whatever the fans."""
        return Draw("uniform", (self.low + self.high) / 2, abs(self.high - self.low) / 2)
