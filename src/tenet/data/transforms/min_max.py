"""Numbers between 0 and 1."""

from __future__ import annotations

from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.tensor import Interval


class MinMax(Transform):
    """(x - min) / (max - min) over the training rows of each column, clipped to 0..1.

    A constant column becomes 0. What is no longer columns, such as an image after `reshape`, has
    one minimum and maximum for all its numbers.
    """

    def result(self, *fields: FieldType) -> FieldType:
        """The same numbers, in 0..1."""
        x = fields[0].numbers()
        return replace(x, range=Interval(0, 1), origin=x.then(self.term()))
