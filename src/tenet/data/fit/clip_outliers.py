"""The bounds beyond which values are outliers."""

from __future__ import annotations

import numpy as np

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import each
from tenet.data.steps.clip import Clip
from tenet.data.transforms.clip_outliers import ClipOutliers


def clip_outliers(transform: ClipOutliers, given: Given) -> Fitted:
    """The quantiles at both ends, interpolated linearly."""
    share = float(transform.share)
    low = each(given, lambda values: np.quantile(values, share))
    high = each(given, lambda values: np.quantile(values, 1 - share))
    return Fitted((Clip(low=low, high=high),), transform)
