"""The learning rate by a factor after each stretch of time, at once."""

from __future__ import annotations

from math import floor
from typing import Annotated

from pydantic import Field

from tenet.policy.duration import Time
from tenet.policy.schedule import Moment, Schedule


class Step(Schedule):
    """factor^floor(time / every), the time since training began."""

    every: Time
    """How long a stretch is."""
    factor: Annotated[float, Field(gt=0, le=1)] = 0.1
    """What the rate is multiplied by after each stretch of time."""

    def after_warmup(self, at: Moment) -> float:
        """A whole power of the factor."""
        return float(self.factor ** floor(at.many(self.every) + 1e-9))
