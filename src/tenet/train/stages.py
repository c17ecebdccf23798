"""The stages that training grows through: from which step to which each goes, its rows and its rate."""

from __future__ import annotations

from math import ceil, inf

from tenet.data.arrays import Indices
from tenet.data.drawing import generator
from tenet.frozen import frozen
from tenet.policy.duration import Clock
from tenet.policy.staging import Stage
from tenet.policy.train import Train


@frozen
class Stretch:
    """The steps of a stage, or those behind the last, in which training is what its section says.

    Attributes:
        begin: the first of them, from 0.
        end: the first after them.
        stage: what they change, if anything.
    """

    begin: int
    end: float
    stage: Stage | None = None

    @property
    def length(self) -> int | None:
        """How many places sequences have at most, if that is said."""
        return None if self.stage is None else self.stage.length

    def chosen(self, rows: Indices, seed: int) -> Indices:
        """Those of the training rows that are learnt from."""
        if self.stage is None or self.stage.rows is None:
            return rows
        order = generator(seed, "stages").permutation(len(rows))
        return rows[order[: ceil(self.stage.rows * len(rows))]]


ALWAYS = Stretch(0, inf)
"""All of training, where it has no stages."""


def stretches(settings: Train, clock: Clock) -> tuple[Stretch, ...]:
    """All of training, stretch by stretch; one that no step is in, as epochs may be short, is left out."""
    found: list[Stretch] = []
    begin = 0
    for stage in settings.staged:
        end = ceil(clock.steps_of(stage.until))
        if end > begin:
            found.append(Stretch(begin, end, stage))
            begin = end
    return (*found, Stretch(begin, inf))


def stretch_at(settings: Train, clock: Clock, step: int) -> Stretch:
    """The stretch that a step is in."""
    if (
        not settings.stages
    ):  # asked at each step, of which some take no longer than counting stretches
        return ALWAYS
    return next(s for s in stretches(settings, clock) if s.begin <= step < s.end)


def rate_at(settings: Train, clock: Clock, step: int) -> float:
    """The learning rate of the optimizer at a step: the schedule, of its own rate or that of a stage."""
    full = settings.optimizer.rate
    stage = stretch_at(settings, clock, step).stage
    own = full if stage is None or stage.learning_rate is None else stage.learning_rate
    return own * settings.schedule.multiplier(step, clock, full)
