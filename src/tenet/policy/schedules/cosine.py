"""The learning rate along half a cosine."""

from __future__ import annotations

from math import cos, pi
from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Count, Fraction
from tenet.policy.schedule import Moment, Schedule


class Cosine(Schedule):
    """final + (1 - final) * (1 + cos(π progress)) / 2; it stays at the end after the end.

    With several cycles the rate returns to the full at the start of each, and each is `stretch`
    times as long as the one before.

    Source: Loshchilov and Hutter (2017), eq. 5.
    """

    final: Fraction = 0.0
    """The share of the rate that is left at the end."""
    cycles: Count = 1
    """How many times the rate falls."""
    stretch: Annotated[float, Field(ge=1)] = 1.0
    """How many times longer each cycle is than the one before."""

    def after_warmup(self, at: Moment) -> float:
        """Half a cosine from one to the end, in each cycle."""
        progress = self._within(at.progress)
        return self.final + (1 - self.final) * (1 + cos(pi * progress)) / 2

    def _within(self, progress: float) -> float:
        """The share of its cycle that is over."""
        lengths = [self.stretch**cycle for cycle in range(self.cycles)]
        left = progress * sum(lengths)
        for length in lengths[:-1]:
            if left < length * (1 - 1e-9):  # the sum of many may fall short of its last figure
                return max(left, 0.0) / length
            left -= length
        return min(max(left, 0.0) / lengths[-1], 1.0)
