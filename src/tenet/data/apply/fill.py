"""A value in place of missing ones, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, constant, missing
from tenet.data.steps.fill import Fill


def fill(step: Fill, x: Array) -> Array:
    """The constants where x is missing."""
    return np.where(missing(x), constant(step.values), x)
