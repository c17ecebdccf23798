"""The kind of thing that `average` takes: a mean of weights over training."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Definition, Percent
from tenet.catalogue.setting import ByName
from tenet.policy.duration import Clock, Time


class Averaging(Definition):
    """A mean of the weights over training: it is judged, kept and exported; the weights go on without it."""

    kind = "average"
    home = "tenet.policy.averaging"

    start: Annotated[Time, ByName()] = 0.0
    """How long after the beginning it begins; until then it is the weights themselves."""

    @abstractmethod
    def after_start(self, steps: int) -> float:
        """The share of the new weights in the mean, so many steps after its first."""

    def share(self, step: int, clock: Clock) -> float:
        """The share of the weights after a step, from 0, in the mean: 1 until it begins, and with its first."""
        since = step - int(clock.steps_of(self.start))
        return 1.0 if since <= 0 else self.after_start(since)


class Ema(Averaging):
    """mean = decay * mean + (1 - decay) * weights, after each step. Source: Polyak and Juditsky (1992); Tarvainen and Valpola (2017)."""

    decay: Annotated[float, Field(ge=0, lt=1)] = 0.999
    """How much of the mean stays."""

    def after_start(self, steps: int) -> float:
        """What does not stay."""
        return 1.0 - self.decay


class Swa(Averaging):
    """The plain mean of the weights after each step from `start` on. Source: Izmailov et al. (2018)."""

    start: Annotated[Time, ByName()] = Percent(0.75)
    """How long after the beginning it begins; until then it is the weights themselves."""

    def after_start(self, steps: int) -> float:
        """One of all that are in it."""
        return 1.0 / (steps + 1)
