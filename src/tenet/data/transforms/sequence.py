"""Sequences of columns side by side; and sequences cut, or left for one of their places."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Count
from tenet.catalogue.inputs import MANY
from tenet.catalogue.setting import called
from tenet.data.field import Content, FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.dim import named
from tenet.types.shape import Misfit, shown


class Sequence(Transform):
    """Columns side by side as the places of a sequence: `columns("day_*") -> sequence`.

    Several such groups of columns are told together at each place: `(columns("x_*"), columns("y_*")) -> sequence` has two
    numbers there. A row ends with its last cell that holds something, so that rows may differ in length; a cell that is
    missing before is missing.
    """

    inputs = MANY
    whole = True
    begins = True

    def result(self, *fields: FieldType) -> FieldType:
        """A sequence of what the columns hold."""
        for field in fields:
            if field.sequence or len(field.shape) != 1:
                raise Misfit(
                    f"takes columns side by side, but it is given {field.tensor.bare}",
                    'name them, as in `columns("day_*")`; `group` makes sequences of rows',
                )
        if len({field.shape for field in fields if isinstance(field.shape[0], int)}) > 1:
            kinds = " and ".join(shown(field.shape) for field in fields)
            raise Misfit(
                f"takes as many columns for each number of a place, but it is given {kinds}",
                "choose columns of the same places",
            )
        origin = ", ".join(field.origin for field in fields)
        place = (len(fields),) if len(fields) > 1 else ()
        kind = FieldType(_content(fields), place, origin=f"({origin}) -> {self.term()}")
        return kind.along(named(f"places({origin})"))


def _content(fields: tuple[FieldType, ...]) -> Content:
    """What cells of all fields hold."""
    contents = {field.content for field in fields}
    if contents <= {Content.NUMBER, Content.EITHER} or contents <= {Content.TEXT, Content.EITHER}:
        return max(contents - {Content.EITHER}, default=Content.EITHER)
    raise Misfit("takes numbers beside texts", "make a sequence of each")


class Truncate(Transform):
    """At most so many places of each row; shorter rows stay as they are. Side by side each is cut alike."""

    inputs = MANY
    whole = True
    alike = True

    length: Count
    """How many places are kept at most."""
    keep: Literal["first", "last"] = "first"
    """Which places are kept."""

    def result(self, *fields: FieldType) -> FieldType:
        """A sequence that is no longer than this."""
        x = _sequence(fields[0])
        before = x.shape[0]
        length = (
            min(before, self.length)
            if isinstance(before, int)
            else named(f"truncate({before}, {self.length})")
        )
        return replace(x, shape=(length, *x.shape[1:]), origin=x.then(called(self)))


class _End(Transform):
    """One place of each row."""

    whole = True

    def result(self, *fields: FieldType) -> FieldType:
        """What stands at one place."""
        x = _sequence(fields[0])
        return replace(x.place, origin=x.then(self.term()))


class First(_End):
    """The first place of each row: of what is the same at all places, such as the label of a series."""


class Last(_End):
    """The last place of each row."""


def _sequence(x: FieldType) -> FieldType:
    if not x.sequence:
        raise Misfit(
            f"needs a sequence, but its input is {x.tensor.bare} for each row",
            "rows become sequences by `group` in `rows`; texts by `split_words` or `characters`",
        )
    return x
