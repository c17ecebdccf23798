"""Initialisers that look at no fans: constants, and distributions given in numbers."""

from __future__ import annotations

from tenet.catalogue.definition import Positive
from tenet.catalogue.initialiser import Draw, Initialiser


class Zeros(Initialiser):
    """All zeros; the start of a bias."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution, whatever the fans."""
        return Draw("constant", 0.0)


class Ones(Initialiser):
    """All ones; the start of a norm's scale."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution, whatever the fans."""
        return Draw("constant", 1.0)


class Constant(Initialiser):
    """Every element the same."""

    value: float
    """What every element is."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution, whatever the fans."""
        return Draw("constant", self.value)


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
