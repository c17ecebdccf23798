"""The ends of the scale from 0 to 1."""

from __future__ import annotations

import numpy as np

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import each
from tenet.data.steps.clip import Clip
from tenet.data.steps.divide import Divide
from tenet.data.steps.subtract import Subtract
from tenet.data.transforms.min_max import MinMax


def min_max(transform: MinMax, given: Given) -> Fitted:
    """Take the minimum away, divide by the extent, and keep later rows within 0..1 too."""
    low, high = each(given, np.min), each(given, np.max)
    extents = tuple((b - a) or 1.0 for a, b in zip(low, high, strict=True))
    unit = Clip(low=(0.0,), high=(1.0,))
    return Fitted((Subtract(values=low), Divide(values=extents), unit), transform)
