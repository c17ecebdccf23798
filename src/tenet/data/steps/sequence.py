"""Sequences cut, begun and ended, or left for one of their places."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Count
from tenet.data.step import Step


class Truncate(Step):
    """At most so many places of each row."""

    whole = True
    selects = True
    outside = True

    length: Count
    """How many are kept at most."""
    keep: Literal["first", "last"] = "first"
    """Which are kept."""


class End(Step):
    """One place of each row, which every row has."""

    whole = True
    selects = True
    outside = True

    place: Literal["first", "last"]
    """Which."""


class Surround(Step):
    """A category before the first place, and one behind the last."""

    whole = True
    outside = True
    holds = "category"

    start: int | None
    """The first, if there is one."""
    end: int | None
    """The last, if there is one."""

    @property
    def names(self) -> tuple[str, ...]:
        """What its categories are called among others."""
        marks = (("(start)", self.start), ("(end)", self.end))
        return tuple(name for name, number in marks if number is not None)
