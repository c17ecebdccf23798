"""Extreme values brought back to the rest."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Percent
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace


class ClipOutliers(Transform):
    """min(max(x, q-quantile), (1-q)-quantile), over the training rows of each column.

    The quantiles interpolate linearly; what is no longer columns has one pair for all its numbers.
    """

    share: Annotated[float, Field(ge=0, lt=0.5)] = Percent(0.01)
    """The share of values at each end that counts as outliers."""

    def result(self, *fields: FieldType) -> FieldType:
        """The same numbers, the extreme ones nearer."""
        x = fields[0].numbers()
        return replace(x, origin=x.then(called(self)))
