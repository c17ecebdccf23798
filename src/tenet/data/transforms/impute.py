"""A value in place of missing ones."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.shape import Misfit


class Impute(Transform):
    """Missing values filled in, each column by its own.

    `mean` and `median` are of the column's training rows, for numbers; `mode` is its commonest
    value, the smallest of equals. A constant stands for itself.
    """

    value: Literal["mean", "median", "mode"] | float | str  # noqa: PYI051  # the bare words
    """What to fill in: learnt from the training rows, or a number or text."""

    def result(self, *fields: FieldType) -> FieldType:
        """The same cells, none missing."""
        x = fields[0].cells()
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
        return replace(x, origin=x.then(called(self)))
