"""The learning rate up to a peak and down again."""

from __future__ import annotations

from math import cos, pi
from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Fraction, Positive
from tenet.policy.schedule import Moment, Schedule
from tenet.types.shape import Misfit


class OneCycle(Schedule):
    """From the learning rate along half a cosine to the peak, and along another one to the end.

    Source: Smith and Topin (2018), with cosines as in fast.ai.
    """

    peak: Positive
    """The highest rate: a rate itself, not a factor."""
    rise: Annotated[float, Field(gt=0, lt=1)] = 0.3
    """The share of training in which the rate rises."""
    final: Fraction = 1e-4
    """The share of the learning rate that is left at the end."""

    def suit(self, rate: float) -> None:
        """Check that the peak lies above the rate; raises Misfit."""
        if self.peak <= rate:
            raise Misfit(
                f"has a schedule from the learning rate {rate:g} up to a peak of {self.peak:g}, which is"
                " no higher",
                f"such as `peak={10 * rate:g}`",
                setting="schedule",
            )

    def after_warmup(self, at: Moment) -> float:
        """The rate that is wanted, divided by the learning rate."""
        peak, progress = self.peak / at.rate, at.progress
        if progress < self.rise:
            return 1 + (peak - 1) * (1 - cos(pi * progress / self.rise)) / 2
        fallen = (progress - self.rise) / (1 - self.rise)
        return self.final + (peak - self.final) * (1 + cos(pi * fallen)) / 2
