"""Initialisers that keep lengths: matrices whose columns are orthogonal."""

from __future__ import annotations

from tenet.catalogue.definition import Positive
from tenet.catalogue.initialiser import Draw, Initialiser


class Orthogonal(Initialiser):
    """A random matrix with orthonormal columns, or rows where it is wide (Saxe et al., 2014).

    What is multiplied by it keeps its length, however often: the states of a recurrence.
    """

    axes = 2

    gain: Positive = 1.0
    """What the matrix is multiplied by."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution, whatever the fans."""
        return Draw("orthogonal", 0.0, self.gain)
