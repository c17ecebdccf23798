"""The median and quartiles that numbers are measured by."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import quantiles
from tenet.data.steps.divide import Divide
from tenet.data.steps.subtract import Subtract
from tenet.data.transforms.robust_scale import RobustScale


def robust_scale(transform: RobustScale, given: Given) -> Fitted:
    """Take the median away, divide by the distance of the quartiles."""
    low, middle, high = zip(*quantiles(given, (0.25, 0.5, 0.75)), strict=True)
    extents = tuple((b - a) or 1.0 for a, b in zip(low, high, strict=True))
    return Fitted((Subtract(values=middle), Divide(values=extents)), transform)
