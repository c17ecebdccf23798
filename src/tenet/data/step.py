"""A step: what a fitted transform does to each row by itself, with its constants."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from tenet.catalogue.definition import Definition
from tenet.data.field import Class


def _unsigned_zero(value: float) -> float:
    return value + 0.0


Number = Annotated[float, AfterValidator(_unsigned_zero)]
"""A constant; never -0.0, which ONNX Runtime's Where does not tell from 0."""
Numbers = Annotated[tuple[Number, ...], Field(min_length=1)]
"""A constant for each element of the last axis, or a single one for all elements."""
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

    def inverse(self) -> Step | None:
        """The step that undoes it, or none where nothing does."""
        return None
