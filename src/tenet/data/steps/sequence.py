"""Sequences made of cells side by side, cut, begun and ended, or left for one of their places."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Count
from tenet.data.step import Step


class Line(Step):
    """Cells side by side as a sequence, each place a cell of every input; it ends with the last that holds something."""

    whole = True
    outside = True
    takes = None


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


class _Chain(Step):
    """Sequences one behind the other as one, with categories that begin the whole and end each of them."""

    whole = True
    outside = True
    takes = None
    holds = "category"

    start: int | None
    """What begins the whole, if anything."""
    end: int | None
    """What ends each sequence, if anything."""


class Segments(_Chain):
    """For each place of sequences one behind the other, which of them it is of, from 0."""


class Surround(_Chain):
    """A category before the first place, and one behind the last of each sequence."""

    @property
    def names(self) -> tuple[str, ...]:
        """What its categories are called among others."""
        marks = (("(start)", self.start), ("(end)", self.end))
        return tuple(name for name, number in marks if number is not None)
