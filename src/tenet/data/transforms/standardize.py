"""Numbers on a scale of their own spread."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.shape import Misfit
from tenet.types.tensor import EVERYTHING


class Standardize(Transform):
    """(x - mean) / std over the training rows of each column; std divides by n.

    A constant column is divided by 1. What is no longer columns, such as an image after `reshape`,
    has one mean and std for all its numbers; with `per=channel`, one for each element of its first axis.
    """

    alike = True
    spares_classes = True

    per: Literal["channel"] | None = None
    """Whether the channels of an image `[C, H, W]`, or of `[C, L]`, are measured by themselves."""

    def result(self, *fields: FieldType) -> FieldType:
        """The same numbers, centred and scaled."""
        x = fields[0].numbers()
        if self.per is not None and len(x.shape) < 2:
            raise Misfit(
                f"measures each channel of several axes, but its input is {x.tensor.bare}",
                "leave `per` out, since columns are measured by themselves",
                setting="per",
            )
        return replace(x, range=EVERYTHING, origin=x.then(called(self)))
