"""A constant taken away, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, constant
from tenet.data.steps.subtract import Subtract


def subtract(step: Subtract, x: Array) -> Array:
    """The difference, element by element."""
    return np.subtract(x, constant(step.values, step.behind))
