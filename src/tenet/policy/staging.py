"""The kind of thing that `stages` lists: how training begins, before it is what the section says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.definition import Count, Definition, Positive
from tenet.catalogue.setting import ByName
from tenet.policy.duration import Time
from tenet.policy.selection import Selector
from tenet.types.shape import Misfit


class Staging(Definition):
    """How training begins, before it is what the section says."""

    kind = "stage of training"
    home = "tenet.policy.staging"


class Stage(Staging):
    """A part of training that is simpler than the rest. It begins where the stage before it ends, or with training.

    Source: Bengio et al. (2009), "Curriculum learning".
    """

    until: Annotated[Time, ByName()]
    """When it ends, counted from the beginning of training."""
    rows: Annotated[float | None, Field(gt=0, le=1), ByName()] = None
    """The share of the training rows that it learns from, drawn by seed; a larger share holds a smaller one."""
    length: Annotated[Count | None, ByName()] = None
    """How many places sequences have at most, from their beginning."""
    freeze: Annotated[Selector | tuple[Selector, ...], ByName()] = ()
    """Kinds of parameters, and patterns of paths, that do not move in it."""
    learning_rate: Annotated[Positive | None, ByName()] = None
    """The rate in place of the optimizer's; the schedule multiplies it, and those of groups change alike."""

    @model_validator(mode="after")
    def _says_something(self) -> Stage:
        if self.until == 0:
            raise Misfit("ends when it begins", "such as `until=20%`", setting="until")
        said = (self.rows, self.length, self.learning_rate)
        if not self.frozen and all(value is None for value in said):
            raise Misfit(
                "changes nothing", "give `rows=`, `length=`, `freeze=` or `learning_rate=`"
            )
        return self

    @property
    def frozen(self) -> tuple[Selector, ...]:
        """What does not move in it, as a list."""
        return (self.freeze,) if isinstance(self.freeze, str) else self.freeze
