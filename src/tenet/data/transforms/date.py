"""Texts that are dates."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.setting import called
from tenet.data.field import Content, FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace


class Date(Transform):
    """The days since 1970-01-01 of texts that are dates, times as parts of days: `date("%Y-%m-%d")`, `date("%d.%m.%Y %H:%M")`.

    `cyclic(day_of_year)` makes of them where in the year they lie. ONNX reads no dates, so that the exported model
    takes the days.
    """

    format: Annotated[str, Field(min_length=1)] = "%Y-%m-%d"
    """How dates are written, in the signs of C's `strftime`."""

    def result(self, *fields: FieldType) -> FieldType:
        """A number of days for each cell."""
        x = fields[0].cells().texts()
        return replace(x, content=Content.DATE, origin=x.then(called(self)))
