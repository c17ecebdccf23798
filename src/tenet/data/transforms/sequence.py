"""Sequences cut, or left for one of their places."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Count
from tenet.catalogue.inputs import MANY
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.dim import named
from tenet.types.shape import Misfit


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
