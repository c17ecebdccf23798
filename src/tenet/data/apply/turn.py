"""Numbers as points on a circle, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, constant
from tenet.data.formulas import sine
from tenet.data.steps.turn import Turn


def turn(step: Turn, x: Array) -> Array:
    """Sines, then cosines."""
    turns = np.divide(x, constant(step.periods))
    return np.concatenate([sine(turns, np), sine(turns + 0.25, np)], axis=1)
