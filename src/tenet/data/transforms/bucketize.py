"""Numbers as the intervals that they lie in."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.definition import Count
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.shape import Misfit
from tenet.types.tensor import DType, Interval


class Bucketize(Transform):
    """The number of the interval that each number lies in, from 0: how many edges are at most as large.

    `bucketize([18, 65])` has three: below 18, from 18, from 65. `bucketize(5)` learns edges for each column that
    part its training rows into five intervals of equally many, as far as equal numbers allow.
    """

    edges: Count | Annotated[tuple[float, ...], Field(min_length=1)]
    """The edges, ascending; or how many intervals."""

    @model_validator(mode="after")
    def _ascending(self) -> Bucketize:
        edges = self.edges
        if isinstance(edges, tuple) and any(a >= b for a, b in pairwise(edges)):
            raise Misfit("takes edges in ascending order, each once", setting="edges")
        return self

    def result(self, *fields: FieldType) -> FieldType:
        """Whole numbers from 0, one for each cell."""
        x = fields[0].numbers()
        count = len(self.edges) + 1 if isinstance(self.edges, tuple) else self.edges
        return replace(
            x,
            dtype=DType.I64,
            range=Interval(0, count - 1),
            class_count=count,
            origin=x.then(self.term()),
        )
