"""A constant added, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, constant
from tenet.data.steps.add import Add


def add(step: Add, x: Array) -> Array:
    """The sum, element by element."""
    return np.add(x, constant(step.values, step.behind))
