"""The place of each cell's value among its values."""

from __future__ import annotations

from tenet.data.field import Class
from tenet.data.step import Code, Vocabularies


class Lookup(Code):
    """The place of the cell's value, counted from 0: i64 of the same shape.

    Several values may stand for one number, by their `codes`. A missing or unseen cell gives the number behind the last value, if that stands for the unknown; else -1,
    which is a mistake in the data and no index anywhere.
    """

    classes: Vocabularies
    """The values of each column."""
    unknown: bool = False
    """Whether there is a number for what is missing or unseen."""
    codes: tuple[int, ...] | None = None
    """Which number each value stands for, where that is not its place; the same of all columns."""

    def known(self, place: int) -> tuple[Class, ...]:
        """Its values, where each has a number of its own."""
        return self.classes[place] if self.codes is None else ()
