"""The mean and spread that numbers are measured by."""

from __future__ import annotations

from tenet.data.arrays import Array
from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import each
from tenet.data.steps.divide import Divide
from tenet.data.steps.subtract import Subtract
from tenet.data.transforms.standardize import Standardize


def standardize(transform: Standardize, given: Given) -> Fitted:
    """Take the mean away, divide by the population's standard deviation."""
    channels = transform.per is not None
    behind = len(given.type.shape) - 1 if channels else 0
    means, spreads = (each(given, of, channels=channels) for of in (_mean, _spread))
    steps = Subtract(values=means, behind=behind), Divide(values=spreads, behind=behind)
    return Fitted(steps, transform)


# The mean of equal numbers may be off by a rounding, and their deviation then not quite zero: a
# constant column is recognised by its ends.


def _mean(values: Array) -> float:
    return float(values[0] if values.min() == values.max() else values.mean())


def _spread(values: Array) -> float:
    return 1.0 if values.min() == values.max() else float(values.std()) or 1.0
