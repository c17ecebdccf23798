"""Whole numbers among numbers, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array
from tenet.data.steps.whole import MOST, Whole


def whole(step: Whole, x: Array) -> Array:
    """Those that are no others when rounded down."""
    return np.where((np.floor(x) == x) & (np.abs(x) <= MOST), x, np.nan)
