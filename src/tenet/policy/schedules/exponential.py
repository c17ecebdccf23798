"""The learning rate by a factor for each stretch of time, evenly."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.policy.duration import Time
from tenet.policy.schedule import Moment, Schedule


class Exponential(Schedule):
    """factor^(time / every), the time since training began: evenly, at each step."""

    factor: Annotated[float, Field(gt=0, le=1)] = 0.95
    """What the rate is multiplied by in each stretch of time."""
    every: Time = 1.0
    """How long a stretch is."""

    def after_warmup(self, at: Moment) -> float:
        """A power of the factor."""
        return float(self.factor ** at.many(self.every))
