"""Logarithms, and what undoes them, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array
from tenet.data.formulas import exponential as exponential_of
from tenet.data.formulas import logarithm as logarithm_of
from tenet.data.formulas import logarithm_of_more
from tenet.data.steps.logarithm import Exponential, Logarithm


def logarithm(step: Logarithm, x: Array) -> Array:
    """By the formula that ONNX has too."""
    found: Array = (logarithm_of_more if step.shift else logarithm_of)(x, np)
    return found


def exponential(step: Exponential, x: Array) -> Array:
    """By the formula that ONNX has too."""
    found: Array = exponential_of(x, np, step.shift)
    return found if step.of is None else np.where(np.array(step.of), found, x)
