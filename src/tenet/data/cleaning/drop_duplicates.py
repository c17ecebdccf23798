"""Leave out rows that stand there before."""

from __future__ import annotations

from tenet.data.transform import Cleaning


class DropDuplicates(Cleaning):
    """The first of the rows that agree in some columns: `drop_duplicates("id")`; in all, without names.

    A row that stands in training and again in the test part is learnt by heart and then called a success
    (Barz and Denzler, 2020).
    """

    variadic = "columns"

    columns: tuple[str, ...] = ()
    """The columns that make rows the same; all of them, if none is named."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it names."""
        return self.columns
