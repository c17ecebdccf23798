"""Numbers drawn anew for each row in each epoch."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Count, NotNegative
from tenet.catalogue.inputs import Inputs
from tenet.catalogue.setting import called
from tenet.data.field import Content, FieldType
from tenet.data.transform import Stage


class Normal(Stage):
    """Independent normal numbers, drawn anew for each row in each epoch: what a generator begins from.

    Rows that are judged keep theirs, so that epochs can be compared; the exported model is given them.
    """

    inputs = Inputs(())
    variadic = "sizes"
    draws = True

    sizes: Annotated[tuple[Count, ...], Field(min_length=1)]
    """The shape of a row."""
    mean: float = 0.0
    """Their mean."""
    std: NotNegative = 1.0
    """Their standard deviation."""

    def result(self, *fields: FieldType) -> FieldType:
        """Numbers of this shape."""
        return FieldType(Content.NUMBER, self.sizes, origin=called(self))
