"""Steps that look at other rows: those before, those to come, and their mean."""

from __future__ import annotations

from tenet.catalogue.definition import Count
from tenet.data.step import Step


class Rows(Step):
    """Some rows around each row, side by side: `[N, …]` to `[N, last - first + 1, …]`.

    A row that lacks some of them holds the nearest in their place, and is never used. Behind the rows it may take
    the group of each: then those around it are of its own.
    """

    takes = None
    whole = True
    across = True
    outside = True

    first: int
    """The first, counted from the row itself."""
    last: int
    """The last."""

    @property
    def reach(self) -> tuple[int, int]:
        """All of them."""
        return self.first, self.last


class Smooth(Step):
    """The mean of some rows around each row, or of as many as there are, or a polynomial's; in its group, as `Rows` has it."""

    takes = None
    whole = True
    across = True
    outside = True

    width: Count
    """Over how many rows."""
    centered: bool
    """Whether it stands in their middle; otherwise it is the last."""
    order: int = 0
    """The degree of the polynomial through them, whose value at the row it is; 0 is the mean."""

    @property
    def around(self) -> tuple[int, int]:
        """How many rows before, and how many after it."""
        before = (self.width - 1) // 2 if self.centered else self.width - 1
        return before, self.width - 1 - before
