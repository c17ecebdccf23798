"""The same numbers at other places."""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.types.tensor import Interval


class Rearranged(Operation):
    """The numbers of a row at other places, perhaps several times; none is changed.

    Shapes: any.
    """

    carries = True

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]
