"""Several fields side by side as one."""

from __future__ import annotations

from tenet.catalogue.inputs import MANY
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.types.shape import Misfit, joined, shown
from tenet.types.tensor import Interval


class Concat(Transform):
    """Single numbers and vectors joined to one vector, in the order in which they are given."""

    inputs = MANY

    def result(self, *fields: FieldType) -> FieldType:
        """A vector as long as all of them together."""
        parts = [field.numbers() for field in fields]
        for part in parts:
            if len(part.shape) > 1:
                raise Misfit(
                    f"joins single numbers and vectors, but one of its inputs is"
                    f" {shown(part.shape)}",
                    "join first, then reshape",
                )
        names = [part.columns for part in parts if part.columns is not None]
        known = len(names) == len(parts)
        return FieldType(
            parts[0].content,
            joined(tuple(part.shape or (1,) for part in parts), 0),
            range=Interval(min(p.range.low for p in parts), max(p.range.high for p in parts)),
            columns=tuple(name for group in names for name in group) if known else None,
            origin=f"({', '.join(part.origin for part in parts)}) -> {self.term()}",
        )
