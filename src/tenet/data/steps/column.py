"""A raw column of the table."""

from __future__ import annotations

from typing import Literal

from tenet.data.step import Step


class Column(Step):
    """The cells of one column: f64 or text `[N, 1]`, NaN or an empty text where one is missing."""

    takes = 0

    name: str
    """The column's name in the table."""
    content: Literal["number", "text"]
    """What its cells hold."""
