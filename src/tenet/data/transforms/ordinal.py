"""Values that have an order, as numbers."""

from __future__ import annotations

from tenet.data.field import Content, FieldType
from tenet.data.transform import Transform
from tenet.data.vocabulary import Values, listed, suited
from tenet.frozen import replace
from tenet.types.tensor import DType, Interval


class Ordinal(Transform):
    """The place of the cell's value in an order, counted from 0, as a number: `ordinal(["low", "middle", "high"])`.

    Steps count as equally long. `categories` gives whole numbers that only tell values apart.
    """

    values: Values
    """The values in their order: a range of whole numbers, a list, or a list for each column."""

    def result(self, *fields: FieldType) -> FieldType:
        """Numbers from 0, one for each cell."""
        vocabularies = listed(self.values)
        x = suited(vocabularies, fields[0].cells())
        last = max(len(vocabulary) for vocabulary in vocabularies) - 1
        return replace(
            x,
            content=Content.NUMBER,
            dtype=DType.F64,
            range=Interval(0, last),
            origin=x.then(self.term()),
        )
