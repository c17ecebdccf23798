"""Long sequences cut into rows of their own."""

from __future__ import annotations

from tenet.catalogue.definition import Count
from tenet.catalogue.inputs import MANY
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.dim import Dim, named
from tenet.types.shape import Misfit


class Chunks(Transform):
    """Each sequence cut into stretches of one length, which are rows from then on; the last may be shorter.

    The split divides stretches, and every other field is carried along: each stretch has what the row has that
    it is cut from. Nothing before it may learn from rows, since only stretches are divided into parts.
    """

    inputs = MANY
    whole = True
    cuts = True

    length: Count
    """How many places a stretch has."""

    def result(self, *fields: FieldType) -> FieldType:
        """The stretches."""
        return self.results(*fields)[0]

    def results(self, *fields: FieldType) -> tuple[FieldType, ...]:
        """The stretches of the first, and of those as long; for each stretch what its row has, of others."""
        first = fields[0]
        if not first.sequence:
            raise Misfit(
                f"cuts sequences, but its input is {first.tensor.bare} for each row",
                "rows become sequences by `group` in `rows`; texts by `bytes_pairs` or `characters`",
            )
        before = first.shape[0]
        length: Dim = named(f"chunks({before}, {self.length})")
        if isinstance(before, int) and before % self.length == 0:
            length = self.length
        return tuple(self._cut(x, before, length) if x.sequence else x for x in fields)

    def _cut(self, x: FieldType, before: Dim, length: Dim) -> FieldType:
        if x.shape[0] != before:
            raise Misfit(
                f"cuts sequences alike, but one has {before} places and another {x.shape[0]}",
                "cut what is of one text, or of one group",
            )
        return replace(x, shape=(length, *x.shape[1:]), origin=x.then(called(self)))
