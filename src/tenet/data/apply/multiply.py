"""Multiplication by a constant, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, constant
from tenet.data.steps.multiply import Multiply


def multiply(step: Multiply, x: Array) -> Array:
    """The product, element by element."""
    return np.multiply(x, constant(step.values, step.behind))
