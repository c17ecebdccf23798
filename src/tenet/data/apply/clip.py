"""Numbers kept within bounds, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, constant
from tenet.data.steps.clip import Clip


def clip(step: Clip, x: Array) -> Array:
    """Each bound by a comparison, so that NaN and the sign of zero pass through untouched."""
    low, high = constant(step.low), constant(step.high)
    raised = np.where(x < low, low, x)
    return np.where(raised > high, high, raised)
