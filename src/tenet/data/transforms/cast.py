"""Numbers as whole numbers."""

from __future__ import annotations

from typing import Literal

from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.tensor import DType


class Cast(Transform):
    """Whole numbers, `i64`, which stay what they are: `cast(i64)`. A number with something behind the point is an error.

    Fields are f32 without it. What they promise, such as `i64 in 0..11` in the header of the network, is held on the data.
    """

    to: Literal["i64"]
    """The type of the elements."""

    def result(self, *fields: FieldType) -> FieldType:
        """The same numbers."""
        x = fields[0].numbers()
        return replace(x, dtype=DType.I64, origin=x.then(self.term()))
