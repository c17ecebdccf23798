"""Leave out rows in which a value is missing."""

from __future__ import annotations

from tenet.data.transform import Cleaning


class DropMissing(Cleaning):
    """The rows in which none of some columns is missing: `drop_missing("price", "area")`; of all, without names.

    The exported model knows nothing of it: a row that it is given is one that somebody wants predicted.
    """

    variadic = "columns"
    by_row = True

    columns: tuple[str, ...] = ()
    """The columns that must hold a value; all of them, if none is named."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it names."""
        return self.columns
