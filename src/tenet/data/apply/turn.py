"""Numbers as points on a circle, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, constant
from tenet.data.steps.turn import SINE, Turn


def turn(step: Turn, x: Array) -> Array:
    """Sines, then cosines."""
    turns = np.divide(x, constant(step.periods))
    return np.concatenate([_sine(turns), _sine(turns + 0.25)], axis=1)


def _sine(turns: Array) -> Array:
    part = turns - np.floor(turns + 0.5)
    part = np.where(part > 0.25, 0.5 - part, part)
    part = np.where(part < -0.25, -0.5 - part, part)
    square = part * part
    series = np.full_like(part, SINE[-1])
    for factor in reversed(SINE[:-1]):
        series = series * square + factor
    sine: Array = series * part
    return sine
