"""A value in place of missing ones."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.dim import Dim
from tenet.types.shape import Misfit


class Impute(Transform):
    """Missing values filled in, each column by its own.

    `mean` and `median` are of the column's training rows, for numbers; `mode` is its commonest
    value, the smallest of equals. A constant stands for itself. Along a sequence, `forward` takes the
    value before, and `interpolate` the straight line between those before and behind; what has none of
    them stays missing, for another `impute` to fill.
    """

    value: Literal["mean", "median", "mode", "forward", "interpolate"] | float | str  # noqa: PYI051  # the bare words
    """What to fill in: learnt from the training rows, a neighbour's, or a number or text."""
    indicator: bool = False
    """Whether columns of 0 and 1 follow that say where a value was missing: `[n]` to `[2n]`."""

    @property
    def whole(self) -> bool:  # type: ignore[override]  # of some settings only
        """Whether it looks at the places before and behind, and so at a sequence as one thing."""
        return self.value in {"forward", "interpolate"}

    def result(self, *fields: FieldType) -> FieldType:
        """The same cells, none missing."""
        x = fields[0]
        if self.whole:
            return self._along(x)
        x = x.cells()
        if self.value in {"mean", "median"} or isinstance(self.value, float):
            x = x.numbers()
        elif self.value == "":
            raise Misfit(
                "fills in an empty text, which still stands for a missing value",
                'write a text of its own, such as "unknown"',
                setting="value",
            )
        elif self.value != "mode":
            x = x.texts()
        x = replace(x, origin=x.then(called(self)))
        return self._marked(x) if self.indicator else x

    def _marked(self, x: FieldType) -> FieldType:
        """The cells, and whether each was missing."""
        size: Dim = x.shape[0] if x.shape else 1
        return replace(x.numbers(), shape=(2 * size,), columns=None)

    def _along(self, x: FieldType) -> FieldType:
        if not x.sequence:
            raise Misfit(
                f"fills along sequences with `{self.value}`, but its input is {x.tensor.bare} for each row",
                '`group` makes sequences of rows, and `rows = interpolate("column")` fills along the table',
                setting="value",
            )
        if self.indicator:
            raise Misfit(
                f"tells with `indicator` what it fills with one value, not with `{self.value}`",
                "mark what is missing in a field of its own: `impute(0, indicator=true)`",
                setting="indicator",
            )
        inner = x.place.cells()
        inner = inner.numbers() if self.value == "interpolate" else inner
        return replace(inner, origin=x.then(called(self))).along(x.shape[0])
