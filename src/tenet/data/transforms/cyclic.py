"""Numbers that come round again, such as hours, as points on a circle."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Positive
from tenet.data.field import Content, FieldType
from tenet.data.steps.calendar import Part
from tenet.data.transform import Transform
from tenet.types.dim import Dim
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval


class Cyclic(Transform):
    """sin(2π x / period) and cos(2π x / period): hour 23 is as near to 0 as 1 is, which a number does not tell.

    First the sines of all columns, then their cosines: `[n]` to `[2n]`, in -1..1. Dates, as `date` gives them,
    come round by the calendar: `cyclic(day_of_year)`.
    """

    periods: Part | Positive | Annotated[tuple[Positive, ...], Field(min_length=1)]
    """After how much each column comes round: one number for all, a list, or a part of the calendar."""

    @property
    def part(self) -> Part | None:
        """The part of the calendar that dates come round by."""
        return self.periods if isinstance(self.periods, str) else None

    def of(self, x: FieldType) -> tuple[float, ...]:
        """The period of each column, or one for all.

        Raises:
            Misfit: there are not as many as columns.
        """
        if isinstance(self.periods, str):
            return (1.0,)
        found = self.periods if isinstance(self.periods, tuple) else (self.periods,)
        columns: Dim = x.shape[0] if x.shape else 1
        if len(found) > 1 and isinstance(columns, int) and len(found) != columns:
            raise Misfit(
                f"has {len(found)} periods for {columns} column{'s' if columns > 1 else ''}",
                "write one for all columns, or one for each",
                setting="periods",
            )
        return found

    def result(self, *fields: FieldType) -> FieldType:
        """A vector twice as long."""
        if self.part is not None and fields[0].content is not Content.DATE:
            raise Misfit(
                f"needs dates to find their `{self.part}`",
                'read them first, as in `column("day") -> date("%Y-%m-%d")`',
                setting="periods",
            )
        x = fields[0].numbers().cells()
        self.of(x)
        columns: Dim = x.shape[0] if x.shape else 1
        return FieldType(
            x.content, (2 * columns,), range=Interval(-1, 1), origin=x.then(self.term())
        )
