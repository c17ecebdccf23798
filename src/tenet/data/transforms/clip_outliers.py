"""Extreme values brought back to the rest."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.definition import Percent, Positive
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.shape import Misfit


class ClipOutliers(Transform):
    """min(max(x, low), high), with bounds from the training rows of each column.

    They are the q-quantile and the (1-q)-quantile, interpolated linearly; or so many distances of the quartiles
    beyond these, `clip_outliers(iqr=1.5)` (Tukey, 1977); or so many standard deviations from the mean,
    `clip_outliers(z=3)`. What is no longer columns has one pair for all its numbers.
    """

    share: Annotated[float, Field(ge=0, lt=0.5)] = Percent(0.01)
    """The share of values at each end that counts as outliers."""

    iqr: Positive | None = None
    """How many distances between the quartiles beyond them a value may lie, in place of a share."""
    z: Positive | None = None
    """How many standard deviations from the mean a value may lie, in place of a share."""

    @model_validator(mode="after")
    def _one_way(self) -> ClipOutliers:
        if len(self.model_fields_set & {"share", "iqr", "z"}) > 1:
            raise Misfit(
                "clips by a share, by `iqr` or by `z`, not by several of them",
                "write one after another: `clip_outliers(z=5) -> clip_outliers(1%)`",
            )
        return self

    def result(self, *fields: FieldType) -> FieldType:
        """The same numbers, the extreme ones nearer."""
        x = fields[0].numbers()
        return replace(x, origin=x.then(called(self)))
