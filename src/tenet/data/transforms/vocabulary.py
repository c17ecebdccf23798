"""Words, or other parts of texts, as the numbers that embeddings take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Count
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.data.vocabulary import suited
from tenet.frozen import replace
from tenet.types.dim import Dim, named
from tenet.types.shape import Misfit
from tenet.types.tensor import DType, Interval


class Vocabulary(Transform):
    """Each text as the number of its word, the commonest of the training rows first, from 0.

    The number behind the last stands for all words that are not among them. Behind it come the numbers of
    `start` and `end`, where they are asked for.
    """

    whole = True

    size: Count | None = None
    """How many different words are known at most."""
    minimum: Count = 1
    """How often a word must stand in the training rows to be known."""
    start: bool = False
    """Whether a place of its own begins each row: `data.field.start`."""
    end: bool = False
    """Whether a place of its own ends each row: `data.field.end`."""
    words: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """The words in their order; those of the training rows, if not given."""

    def result(self, *fields: FieldType) -> FieldType:
        """Whole numbers from 0, one for each word."""
        x = fields[0]
        if not x.sequence and (self.start or self.end):
            raise Misfit(
                f"begins and ends sequences, but its input is {x.tensor.bare} for each row",
                "divide the texts first, with `split_words` or `characters`",
                setting="start" if self.start else "end",
            )
        origin = x.then(called(self) if self.words is None else self.term())
        count: Dim = named(f"classes({origin})")
        span = Interval(0)
        inner = (x.place if x.sequence else x).cells().texts()
        if self.words is not None:
            inner = suited((self.words,), inner)
            count = len(self.words) + 1 + len(self.marks)
            span = Interval(0, count - 1)
        made = replace(
            inner, dtype=DType.I64, range=span, class_count=count, origin=origin, marks=self.marks
        )
        if not x.sequence:
            return made
        longer = named(f"length({origin})") if self.start or self.end else x.shape[0]
        return made.along(longer)

    @property
    def marks(self) -> tuple[str, ...]:
        """What the last numbers stand for."""
        return tuple(name for name, wanted in (("start", self.start), ("end", self.end)) if wanted)
