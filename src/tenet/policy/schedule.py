"""The kind of thing that `schedule` takes."""

from __future__ import annotations

from abc import abstractmethod

from tenet.catalogue.definition import Definition
from tenet.policy.duration import Clock, Time


class Schedule(Definition):
    """The course of the learning rate: a factor for each step, after a linear warm-up.

    The formula is the meaning: both backends are handed the number.
    """

    kind = "schedule"
    home = "tenet.policy.schedules"

    warmup: Time = 0.0
    """How long the rate rises from zero before the schedule begins."""

    @abstractmethod
    def after_warmup(self, step: float, total: float) -> float:
        """The factor at a step counted from the end of the warm-up, out of `total`."""

    def factor(self, step: int, clock: Clock) -> float:
        """What the learning rate is multiplied by at a step, counted from 0.

        The warm-up reaches the full rate with its last step: (step + 1) / warm-up.
        """
        warmup = min(clock.steps_of(self.warmup), clock.steps)
        if step < warmup:
            return min((step + 1) / warmup, 1.0)
        return self.after_warmup(step - warmup, max(clock.steps - warmup, 1.0))
