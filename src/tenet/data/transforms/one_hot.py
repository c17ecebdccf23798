"""Each value as a vector with a single one."""

from __future__ import annotations

from tenet.data.field import Content, FieldType
from tenet.data.transform import Transform
from tenet.data.vocabulary import Values, listed, suited
from tenet.types.dim import Dim
from tenet.types.tensor import Interval


class OneHot(Transform):
    """A 1 at the place of the cell's value and 0 elsewhere; the vectors of columns are joined.

    The values are those of the training rows, in ascending order, unless they are given.
    """

    values: Values | None = None
    """The values in their order: for all columns, or a list for each."""
    unknown: bool = False
    """Whether a missing or unseen value is all zeros; otherwise it is an error."""

    def result(self, *fields: FieldType) -> FieldType:
        """A vector as long as there are values."""
        x = fields[0].cells()
        columns: Dim = x.shape[0] if x.shape else 1
        size: Dim = x.fitted_classes
        classes = None
        if self.values is not None:
            vocabularies = listed(self.values)
            x = suited(vocabularies, x)
            size = sum(len(vocabulary) for vocabulary in vocabularies)
            size = size * columns if len(vocabularies) == 1 else size
            classes = vocabularies[0] if columns == 1 else None
        return FieldType(
            Content.NUMBER,
            (size,),
            range=Interval(0, 1),
            classes=classes,
            origin=x.then(self.term()),
        )
