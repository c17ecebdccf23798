"""The ends of the scale from 0 to 1."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import totals
from tenet.data.steps.clip import Clip
from tenet.data.steps.divide import Divide
from tenet.data.steps.subtract import Subtract
from tenet.data.transforms.min_max import MinMax


def min_max(transform: MinMax, given: Given) -> Fitted:
    """Take the minimum away, divide by the extent, and keep later rows within 0..1 too."""
    found = totals(given)
    low = tuple(total.low for total in found)
    extents = tuple((total.high - total.low) or 1.0 for total in found)
    unit = Clip(low=(0.0,), high=(1.0,))
    return Fitted((Subtract(values=low), Divide(values=extents), unit), transform)
