"""What stood in rows before, and what stands in rows to come."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.definition import Count
from tenet.catalogue.setting import ByName, called
from tenet.data.field import FieldType
from tenet.data.transform import Around
from tenet.frozen import replace
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval


class _Rows(Around):
    """Rows of the table around each row, in its order."""

    def of(self, x: FieldType, count: int) -> FieldType:
        """So many rows side by side."""
        if x.sequence:
            raise Misfit(
                f"looks at other rows of the table, but its input is {x.tensor.bare} for each row",
                "leave `group` out of `rows`",
            )
        shape = (count, *x.shape) if count else x.shape
        return replace(x, shape=shape, columns=None, origin=x.then(called(self)))


class Window(_Rows):
    """Each row with those before it, oldest first: a year of weeks is `window(52)`.

    Rows with fewer rows before them are neither trained on nor judged. The exported model takes windows.
    """

    length: Annotated[int, Field(ge=2)]
    """How many rows, the row itself among them."""

    def result(self, *fields: FieldType) -> FieldType:
        """A sequence of this length."""
        return self.of(fields[0].numbers(), self.length)


class Ahead(_Rows):
    """What stands in rows to come: `ahead(1..4)` is the next four, `ahead(1)` the next alone.

    A row is in that part of the split in which all of these are, and in none where they are in several; so
    no part sees what another is judged by.
    """

    rows: Count | Interval
    """Which row after this one, or from which to which."""

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last row, counted from this one; raises Misfit for what is no range of rows."""
        if isinstance(self.rows, int):
            return self.rows, self.rows
        low, high = self.rows.low, self.rows.high
        if not (1 <= low <= high < float("inf") and low == int(low) and high == int(high)):
            raise Misfit(
                f"looks at rows to come, counted from 1, not at {self.rows}",
                "write `ahead(1..4)`, or `ahead(1)` for the next row alone",
                setting="rows",
            )
        return int(low), int(high)

    def result(self, *fields: FieldType) -> FieldType:
        """As many values as rows; one where a single row is named."""
        first, last = self.ends
        return self.of(fields[0], 0 if isinstance(self.rows, int) else last - first + 1)


class Smooth(Around):
    """The moving mean of each row and those beside it, of as many as there are: at the ends, and beside gaps.

    With an `order`, in place of the mean the polynomial of that degree that comes closest to these rows, at the row: it
    keeps peaks, which a mean flattens (Savitzky and Golay, 1964). `smooth(7, order=2)` is a usual one.
    A centred mean looks into the future: what is to be predicted should not be in it.
    """

    width: Annotated[int, Field(ge=2)]
    """Over how many rows, the row itself among them."""
    centered: bool = True
    """Whether as many come after as before; otherwise all come before."""
    order: Annotated[int, Field(ge=0, le=10), ByName()] = 0
    """The degree of the polynomial; 0 is the mean."""

    @model_validator(mode="after")
    def _more_rows_than_degrees(self) -> Smooth:
        if self.order >= self.width:
            raise Misfit(
                f"lays a polynomial of degree {self.order} through {self.width} rows, which goes through all of them",
                f"take more rows, such as `smooth({2 * self.order + 3}, order={self.order})`",
                setting="order",
            )
        return self

    def result(self, *fields: FieldType) -> FieldType:
        """The same numbers, calmer."""
        self.require_rows(fields[0])
        x = fields[0].numbers()
        return replace(x, origin=x.then(called(self)))
