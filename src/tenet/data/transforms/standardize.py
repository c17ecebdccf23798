"""Numbers on a scale of their own spread."""

from __future__ import annotations

from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.tensor import EVERYTHING


class Standardize(Transform):
    """(x - mean) / std over the training rows of each column; std divides by n.

    A constant column is divided by 1. What is no longer columns, such as an image after `reshape`,
    has one mean and std for all its numbers.
    """

    def result(self, *fields: FieldType) -> FieldType:
        """The same numbers, centred and scaled."""
        x = fields[0].numbers()
        return replace(x, range=EVERYTHING, origin=x.then(self.term()))
