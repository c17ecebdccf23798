"""Initialisers that draw nothing: every element the same."""

from __future__ import annotations

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
