"""Floats of another precision, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array
from tenet.data.steps.cast import Cast


def cast(step: Cast, x: Array) -> Array:
    """The nearest numbers; what is too large becomes infinite, which the checks then find."""
    return x.astype(np.float32 if step.dtype == "f32" else np.float64)
