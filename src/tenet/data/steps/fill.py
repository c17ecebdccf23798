"""A value in place of missing ones."""

from __future__ import annotations

from tenet.data.step import Numbers, Step, Texts


class Fill(Step):
    """NaN replaced by a number, or the empty text by a text."""

    values: Numbers | Texts
    """What replaces it, for each element."""
