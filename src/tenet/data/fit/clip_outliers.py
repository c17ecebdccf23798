"""The bounds beyond which values are outliers."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array
from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import each
from tenet.data.steps.clip import Clip
from tenet.data.transforms.clip_outliers import ClipOutliers


def clip_outliers(transform: ClipOutliers, given: Given) -> Fitted:
    """Bounds of each column."""
    low = each(given, lambda values: _bounds(transform, values)[0])
    high = each(given, lambda values: _bounds(transform, values)[1])
    return Fitted((Clip(low=low, high=high),), transform)


def _bounds(transform: ClipOutliers, values: Array) -> tuple[float, float]:
    if transform.z is not None:
        reach = transform.z * values.std()
        return values.mean() - reach, values.mean() + reach
    if transform.iqr is not None:
        low, high = np.quantile(values, [0.25, 0.75])
        reach = transform.iqr * (high - low)
        return low - reach, high + reach
    share = float(transform.share)
    return np.quantile(values, share), np.quantile(values, 1 - share)
