"""Put rows into an order."""

from __future__ import annotations

from tenet.data.transform import Cleaning


class Sort(Cleaning):
    """The rows in the order of some columns: `sort("shop", "week")`, the first column first.

    Numbers go by size, texts by their characters, so that dates are written year first; equal rows stay
    in the order of the file, and what is missing comes last.
    """

    variadic = "columns"

    keeps = True

    columns: tuple[str, ...]
    """The columns to sort by."""
    descending: bool = False
    """Whether the largest comes first."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it names."""
        return self.columns
