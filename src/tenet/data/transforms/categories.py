"""Each value as the number of its class."""

from __future__ import annotations

from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.data.vocabulary import Values, listed, suited
from tenet.frozen import replace
from tenet.types.dim import Dim
from tenet.types.tensor import DType, Interval


class Categories(Transform):
    """The place of the cell's value among the values, counted from 0; columns have their own.

    The values are those of the training rows, in ascending order, unless they are given.
    """

    values: Values | None = None
    """The values in their order: a range of whole numbers, a list, or a list for each column."""

    def result(self, *fields: FieldType) -> FieldType:
        """Whole numbers from 0, one for each cell."""
        x = fields[0].cells()
        count: Dim = x.fitted_classes
        span, classes = Interval(0), None
        if self.values is not None:
            vocabularies = listed(self.values)
            x = suited(vocabularies, x)
            count = max(len(vocabulary) for vocabulary in vocabularies)
            span = Interval(0, count - 1)
            classes = vocabularies[0] if x.shape in ((), (1,)) else None
        return replace(
            x,
            dtype=DType.I64,
            range=span,
            classes=classes,
            class_count=count,
            origin=x.then(self.term()),
        )
