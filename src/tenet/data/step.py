"""A step: what a fitted transform does to each row by itself, with its constants."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import AfterValidator, Field

from tenet.catalogue.definition import Definition
from tenet.data.field import Class


def _unsigned_zero(value: float) -> float:
    return value + 0.0


Number = Annotated[float, AfterValidator(_unsigned_zero)]
"""A constant; never -0.0, which ONNX Runtime's Where does not tell from 0."""
Numbers = Annotated[tuple[Number, ...], Field(min_length=1)]
"""A constant for each element of the last axis, or a single one for all elements."""
Elements = Annotated[tuple[bool, ...], Field(min_length=1)]
"""Whether something is done, for each element of the last axis, or a single one for all elements."""
Texts = Annotated[tuple[str, ...], Field(min_length=1)]
"""The same, of texts."""
Vocabularies = Annotated[
    tuple[Annotated[tuple[Class, ...], Field(min_length=1)], ...], Field(min_length=1)
]
"""The values of each column, in the order of their categories."""


class Step(Definition):
    """A stateless, row-wise calculation, done alike in numpy and in ONNX, in float64."""

    kind = "step"
    home = "tenet.data.steps"
    whole = False
    """Whether it sees a sequence as one thing; any other step treats each place like a row."""
    draws = False
    """Whether it draws anew for each row in each epoch."""
    reads = False
    """Whether it reads files, below the folder of the table."""
    frames = False
    """Whether it brings pictures to one size; only such a step takes them unread."""
    takes = cast("int | None", 1)
    """How many inputs it has; none for any number."""
    across = False
    """Whether it looks at other rows of the table, so that their order counts."""
    selects = False
    """Whether it only chooses among places, so that it may as well come before what is done to each."""
    holds = cast("str | None", None)
    """What its result holds of `number`, `text`, `category`, `truth`, `pixel`; where none, what its input holds, or numbers."""
    outside = False
    """Whether no ONNX graph can do it: the exported model takes its result."""

    @property
    def reach(self) -> tuple[int, int]:
        """The first and the last row that one row needs, counted from it: (-51, 0) are it and 51 before."""
        return 0, 0

    @property
    def needs(self) -> str | None:
        """What it must be given to give a number, such as "numbers above 0"; none if it takes anything."""
        return None

    def inverse(self) -> Step | None:
        """The step that undoes it, or none where nothing does."""
        return None


class Code(Step):
    """A number for each cell, -1 where it has none, which is a mistake in the data and no index anywhere."""

    holds = "category"

    columns: tuple[str, ...] = ()
    """The names of the columns, for messages."""

    def known(self, _place: int) -> tuple[Class, ...]:
        """The values of a column that have a number, where they can be listed."""
        return ()
