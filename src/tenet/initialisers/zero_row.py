"""The start of a table one of whose rows stands for nothing."""

from __future__ import annotations

from tenet.catalogue.initialiser import Draw, Initialiser
from tenet.frozen import replace


class ZeroRow(Initialiser):
    """Another initialiser, but for one row, which starts as zeros. An embedding makes it for `padding`."""

    spoken = False

    others: Initialiser
    """How the other rows start."""
    row: int
    """The row that starts as zeros."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution of the others, with the row that is none of it."""
        return replace(self.others.draw(fan_in, fan_out), zero_row=self.row)
