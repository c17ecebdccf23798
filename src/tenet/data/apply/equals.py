"""Which of its values each cell holds, in numpy."""

from __future__ import annotations

from itertools import count

import numpy as np

from tenet.data.arrays import Array, numbered
from tenet.data.steps.equals import Equals


def equals(step: Equals, x: Array) -> Array:
    """A vector of ones and zeros for each row, which stay bytes until something calculates with them."""
    cells = x.reshape(len(x), len(step.classes))
    hits = np.zeros((len(x), sum(map(len, step.classes))), np.uint8)
    begun = 0
    for j, values in enumerate(step.classes):
        found = numbered(cells[:, j], dict(zip(values, count(begun))), -1)
        there = np.flatnonzero(found >= 0)
        hits[there, found[there]] = 1
        begun += len(values)
    return hits
