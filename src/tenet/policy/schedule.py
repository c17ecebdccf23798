"""The kind of thing that `schedule` takes."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated

from tenet.catalogue.definition import Definition
from tenet.catalogue.setting import ByName
from tenet.frozen import frozen
from tenet.policy.duration import Clock, Duration, Time


@frozen
class Moment:
    """A step of training after the warm-up.

    Attributes:
        step: counted from the end of the warm-up.
        total: how many there are from there on, at least one.
        since: counted from the beginning of training.
        clock: how long training is.
        rate: the learning rate that the factor multiplies.
    """

    step: float
    total: float
    since: float
    clock: Clock
    rate: float

    @property
    def progress(self) -> float:
        """The share of what follows the warm-up that is over, at most one."""
        return min(self.step / self.total, 1.0)

    def many(self, time: float | Duration) -> float:
        """How many times a duration has passed since the beginning."""
        return self.since / max(self.clock.steps_of(time), 1e-9)


class Schedule(Definition):
    """The course of the learning rate: a factor for each step, after a linear warm-up.

    The formula is the meaning: both backends are handed the number.
    """

    kind = "schedule"
    home = "tenet.policy.schedules"

    warmup: Annotated[Time, ByName()] = 0.0
    """How long the rate rises from zero before the schedule begins."""

    @abstractmethod
    def after_warmup(self, at: Moment) -> float:
        """The factor at a moment."""

    def suit(self, rate: float) -> None:
        """Check that it can multiply such a learning rate; raises Misfit."""

    def multiplier(self, step: int, clock: Clock, rate: float = 1.0) -> float:
        """What the learning rate is multiplied by at a step, counted from 0.

        The warm-up reaches the full rate with its last step: (step + 1) / warm-up.
        """
        warmup = min(clock.steps_of(self.warmup), clock.steps)
        if step < warmup:
            return min((step + 1) / warmup, 1.0)
        total = max(clock.steps - warmup, 1.0)
        return self.after_warmup(Moment(step - warmup, total, step, clock, rate))
