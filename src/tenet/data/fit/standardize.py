"""The mean and spread that numbers are measured by."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import spreads, totals
from tenet.data.steps.divide import Divide
from tenet.data.steps.subtract import Subtract
from tenet.data.transforms.standardize import Standardize


def standardize(transform: Standardize, given: Given) -> Fitted:
    """Take the mean away, divide by the population's standard deviation."""
    channels = transform.per is not None
    behind = len(given.type.shape) - 1 if channels else 0
    found = totals(given, channels=channels)
    means = tuple(total.mean for total in found)
    extents = tuple(spread or 1.0 for spread in spreads(given, found, channels=channels))
    return Fitted(
        (Subtract(values=means, behind=behind), Divide(values=extents, behind=behind)), transform
    )
