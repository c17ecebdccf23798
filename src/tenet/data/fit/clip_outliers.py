"""The bounds beyond which values are outliers."""

from __future__ import annotations

from collections.abc import Iterable

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import quantiles, spreads, totals
from tenet.data.steps.clip import Clip
from tenet.data.transforms.clip_outliers import ClipOutliers


def clip_outliers(transform: ClipOutliers, given: Given) -> Fitted:
    """Bounds of each column."""
    low, high = zip(*_bounds(transform, given), strict=True)
    return Fitted((Clip(low=low, high=high),), transform)


def _bounds(transform: ClipOutliers, given: Given) -> Iterable[tuple[float, float]]:
    if transform.z is not None:
        found = totals(given)
        reaches = [transform.z * spread for spread in spreads(given, found)]
        return ((t.mean - reach, t.mean + reach) for t, reach in zip(found, reaches, strict=True))
    if transform.iqr is not None:
        ends = quantiles(given, (0.25, 0.75))
        reaches = [transform.iqr * (high - low) for low, high in ends]
        return ((a - reach, b + reach) for (a, b), reach in zip(ends, reaches, strict=True))
    share = float(transform.share)
    return ((low, high) for low, high in quantiles(given, (share, 1 - share)))
