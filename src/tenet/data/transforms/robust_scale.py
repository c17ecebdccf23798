"""Numbers on a scale that outliers do not move."""

from __future__ import annotations

from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.tensor import EVERYTHING


class RobustScale(Transform):
    """(x - median) / (upper quartile - lower quartile), over the training rows of each column.

    The quartiles interpolate linearly; where they are equal, only the median is taken away. What is no
    longer columns, such as an image after `reshape`, has one median for all its numbers.
    """

    def result(self, *fields: FieldType) -> FieldType:
        """The same numbers, centred and scaled."""
        x = fields[0].numbers()
        return replace(x, range=EVERYTHING, origin=x.then(self.term()))
