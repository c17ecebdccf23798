"""Texts: written alike, and divided into a sequence of parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.shape import Misfit


class Lower(Transform):
    """Texts in lower case, so that `The` and `the` are one word."""

    def result(self, *fields: FieldType) -> FieldType:
        """The same cells."""
        x = fields[0].cells().texts()
        return replace(x, origin=x.then(self.term()))


class Replace(Transform):
    """Texts in which every place that holds one text holds another: `replace("images", "masks")`."""

    old: Annotated[str, Field(min_length=1)]
    """What is looked for, letter by letter; no pattern."""
    new: str
    """What stands there afterwards."""

    def result(self, *fields: FieldType) -> FieldType:
        """The same cells."""
        x = fields[0].cells().texts()
        return replace(x, origin=x.then(called(self)))


class _Divided(Transform):
    """Each text as a sequence of its parts."""

    whole = True

    def result(self, *fields: FieldType) -> FieldType:
        """A sequence of texts, as long as each text has parts."""
        x = fields[0]
        if x.sequence or x.shape:
            raise Misfit(
                f"divides one text for each row, but its input is {x.tensor.bare}",
                "give it a single column, once",
            )
        x = x.cells().texts()
        return replace(x, origin=x.then(self.term())).along(x.length(self.term()))


class SplitWords(_Divided):
    """Each text as the sequence of its words.

    A word is a run of letters and digits, which apostrophes may join, as in `don't`; every other sign that
    is no blank is a word of its own.
    """


class Characters(_Divided):
    """Each text as the sequence of its characters, blanks among them."""
