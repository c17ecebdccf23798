"""Rows at any times put onto a grid of times."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tenet.catalogue.definition import Count, Positive
from tenet.catalogue.setting import ByName
from tenet.data.transform import Cleaning
from tenet.types.shape import Misfit

UNITS = ("every", "seconds", "minutes", "hours", "days", "months")
Unit = Annotated[Count | None, ByName()]


class Resample(Cleaning):
    """A row for each stretch of time, in order: `resample("time", hours=1)`, `resample("week", days=7, how=last)`.

    Columns of numbers hold their mean, or what `how` says, over the values in the stretch, and other columns their first value.
    A stretch without a value is missing there; stretches without rows, between the first and the last, are rows too.
    A row is told by the beginning of its stretch. Stretches are counted from midnight of Monday, 5 January 1970,
    months from January, numbers from 0; times with a zone in UTC. Predictions are for these rows, after their times.
    """

    keeps = True

    column: Annotated[str, Field(min_length=1)]
    """The column that tells when: numbers, or dates and times, year first."""
    every: Annotated[Positive | None, ByName()] = None
    """How long a stretch is where the column holds numbers, in their own unit."""
    seconds: Unit = None
    """How many seconds it is long, where the column holds times."""
    minutes: Unit = None
    """How many minutes, instead."""
    hours: Unit = None
    """How many hours, instead."""
    days: Unit = None
    """How many days, instead."""
    months: Unit = None
    """How many months, instead."""
    how: Literal["mean", "sum", "min", "max", "first", "last"] = "mean"
    """What stands for the values of a column of numbers; of other columns, `last` is the last value."""
    group: Annotated[str | None, Field(min_length=1), ByName()] = None
    """The column that says which rows belong together: each group has rows of its own."""

    @model_validator(mode="after")
    def _one_length(self) -> Resample:
        given = [unit for unit in UNITS if getattr(self, unit) is not None]
        if len(given) != 1:
            told = " and ".join(f"`{unit}`" for unit in given)
            raise Misfit(
                f"is told {told}" if given else "is not told how long a stretch is",
                f'say it once, as in resample("{self.column}", hours=1)',
            )
        return self

    @property
    def unit(self) -> str:
        """In what the length of a stretch is told."""
        return next(unit for unit in UNITS if getattr(self, unit) is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it names."""
        return (self.column,) if self.group is None else (self.column, self.group)
