"""Texts as numbers without a vocabulary."""

from __future__ import annotations

from tenet.catalogue.definition import Count
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.tensor import DType, Interval


class Hash(Transform):
    """Each text as one of so many numbers, the same for the same text; different texts may share one.

    Nothing is learnt, and no text is unknown, so that it suits columns with very many values (Weinberger et al.,
    2009). The number is that of BLAKE2b, 8 bytes, of the text in UTF-8, modulo how many there are; ONNX has no such
    function, so that the exported model takes the numbers.
    """

    buckets: Count
    """How many numbers there are."""

    def result(self, *fields: FieldType) -> FieldType:
        """Whole numbers from 0, one for each cell."""
        x = fields[0].cells().texts()
        return replace(
            x,
            dtype=DType.I64,
            range=Interval(0, self.buckets - 1),
            class_count=self.buckets,
            origin=x.then(called(self)),
        )
