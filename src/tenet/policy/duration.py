"""Stretches of training: so many steps, so many epochs, or a share of the whole."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Definition, NotNegative, Percent
from tenet.frozen import frozen


class Duration(Definition):
    """A stretch of training in a unit that is said outright."""

    kind = "duration"
    home = "tenet.policy.duration"


class Steps(Duration):
    """So many updates of the parameters."""

    count: NotNegative
    """How many."""


class Epochs(Duration):
    """So many passes over the training rows."""

    count: NotNegative
    """How many."""


Time = Annotated[float, Field(ge=0)] | Percent | Duration
"""A duration; a bare number counts in the unit that `epochs` or `steps` sets."""


def counted(
    time: float | Duration, unit: type[Steps | Epochs]
) -> tuple[type[Steps | Epochs | Percent], float]:
    """In what a duration counts, and how much; a bare number counts in the unit.

    >>> counted(Percent(0.05), Epochs), counted(3, Epochs)
    ((<class 'tenet.catalogue.definition.Percent'>, 0.05), (<class 'tenet.policy.duration.Epochs'>, 3))
    """
    match time:
        case Steps(count=count) | Epochs(count=count):
            return type(time), count
        case Percent():
            return Percent, float(time)
        case Duration():
            raise TypeError(time)
        case _:
            return unit, time


@frozen
class Clock:
    """How long training is: total steps, steps an epoch, and the unit that bare numbers count in."""

    steps: int
    epoch: int
    unit: type[Duration]

    def steps_of(self, time: float | Duration) -> float:
        """A duration in steps.

        >>> Clock(1000, 100, Epochs).steps_of(Percent(0.05)), Clock(1000, 100, Epochs).steps_of(3)
        (50.0, 300)
        """
        match time:
            case Steps(count=count):
                return count
            case Epochs(count=count):
                return count * self.epoch
            case Percent():
                return float(time) * self.steps
            case Duration():
                raise TypeError(time)
            case _:
                return time * (self.epoch if self.unit is Epochs else 1)
