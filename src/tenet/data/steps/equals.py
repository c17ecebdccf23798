"""Which of its values each cell holds."""

from __future__ import annotations

from tenet.data.step import Step, Vocabularies


class Equals(Step):
    """1 where the cell equals the value and 0 elsewhere: `[N]` or `[N, k]` to f64 `[N, v]`.

    The vectors of the columns stand side by side. A missing or unseen cell gives zeros only.
    """

    classes: Vocabularies
    """The values of each column."""
    unknown: bool
    """Whether zeros only are meant; otherwise they are a mistake in the data."""
    columns: tuple[str, ...] = ()
    """The names of the columns, for messages."""
