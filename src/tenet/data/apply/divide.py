"""Division by a constant, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, constant
from tenet.data.steps.divide import Divide


def divide(step: Divide, x: Array) -> Array:
    """The quotient, element by element."""
    return np.divide(x, constant(step.values, step.behind))
