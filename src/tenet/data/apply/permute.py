"""The axes of a row in another order, in numpy."""

from __future__ import annotations

from tenet.data.arrays import Array
from tenet.data.steps.permute import Permute


def permute(step: Permute, x: Array) -> Array:
    """The transposed rows."""
    return x.transpose(0, *(axis + 1 for axis in step.axes))
