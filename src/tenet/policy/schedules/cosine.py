"""The learning rate along half a cosine."""

from __future__ import annotations

from math import cos, pi

from tenet.catalogue.definition import Fraction
from tenet.policy.schedule import Schedule


class Cosine(Schedule):
    """floor + (1 - floor) * (1 + cos(π step / total)) / 2; it stays at the floor after the end.

    Source: Loshchilov and Hutter (2017), eq. 5, without restarts.
    """

    floor: Fraction = 0.0
    """The share of the rate that is left at the end."""

    def after_warmup(self, step: float, total: float) -> float:
        """Half a cosine from one to the floor."""
        progress = min(step / total, 1.0)
        return self.floor + (1 - self.floor) * (1 + cos(pi * progress)) / 2
