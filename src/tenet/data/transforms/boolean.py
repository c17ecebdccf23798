"""Yes and no, however they are spelt."""

from __future__ import annotations

from tenet.data.field import Content, FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.tensor import DType, Interval

SPELT = {
    "false": ("false", "False", "FALSE", "no", "No", "NO", "n", "N", "f", "F", "off", "0"),
    "true": ("true", "True", "TRUE", "yes", "Yes", "YES", "y", "Y", "t", "T", "on", "1"),
}
"""The texts that stand for each."""


class Boolean(Transform):
    """0 for false and 1 for true: `false`, `no`, `n`, `f`, `off`, 0 and `true`, `yes`, `y`, `t`, `on`, 1.

    Capitals do not matter; anything else, and a missing value, is an error.
    """

    def result(self, *fields: FieldType) -> FieldType:
        """A category 0 or 1 for each cell."""
        x = fields[0].cells()
        values = (0, 1) if x.content is Content.NUMBER else tuple(SPELT)
        return replace(
            x,
            dtype=DType.I64,
            range=Interval(0, 1),
            classes=values if x.shape in {(), (1,)} else None,
            class_count=2,
            origin=x.then(self.term()),
        )
