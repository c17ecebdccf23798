"""The place of each cell's value among its values."""

from __future__ import annotations

from tenet.data.step import Step, Vocabularies


class Lookup(Step):
    """The place of the cell's value, counted from 0: i64 of the same shape.

    A missing or unseen cell gives the number behind the last value, if that stands for the unknown; else -1,
    which is a mistake in the data and no index anywhere.
    """

    holds = "category"

    classes: Vocabularies
    """The values of each column."""
    unknown: bool = False
    """Whether there is a number for what is missing or unseen."""
    columns: tuple[str, ...] = ()
    """The names of the columns, for messages."""
