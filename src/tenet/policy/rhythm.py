"""Again and again: every so many steps or epochs, or every so many minutes."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from tenet.catalogue.definition import Definition, Positive
from tenet.catalogue.setting import ByName
from tenet.policy.duration import Clock, Duration, Time
from tenet.types.shape import Misfit


class Rhythm(Definition):
    """How often something is done."""

    kind = "rhythm"
    home = "tenet.policy.rhythm"


class Every(Rhythm):
    """Each time that so much of the training, or so many minutes, have passed."""

    time: Time | None = None
    """How much of the training: a bare number counts in the unit that `epochs` or `steps` sets."""
    minutes: Annotated[Positive | None, ByName()] = None
    """How many minutes, instead."""

    @model_validator(mode="after")
    def _one_measure(self) -> Every:
        if (self.time is None) == (self.minutes is None):
            raise Misfit(
                "takes a stretch of training, or minutes",
                "such as `every(500)`, `every(epochs(2))` or `every(minutes=10)`",
            )
        if _nothing(self.time):
            raise Misfit("needs some time between one and the next", "at least one step")
        return self

    def steps(self, clock: Clock) -> int | None:
        """How many steps lie between one and the next, at least one; none where minutes count.

        >>> from tenet.policy.duration import Epochs
        >>> Every(time=Epochs(count=2)).steps(Clock(1000, 100, Epochs))
        200
        """
        return None if self.time is None else max(round(clock.steps_of(self.time)), 1)


def _nothing(time: float | Duration | None) -> bool:
    return time == 0 or getattr(time, "count", None) == 0
