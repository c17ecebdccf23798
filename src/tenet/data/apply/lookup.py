"""The place of each cell's value among its values, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array, numbered
from tenet.data.steps.lookup import Lookup


def lookup(step: Lookup, x: Array) -> Array:
    """The places; where a cell holds none of the values, the one behind the last, or -1."""
    cells = x.reshape(len(x), len(step.classes))
    found = np.empty(cells.shape, np.int64)
    for j, values in enumerate(step.classes):
        codes = range(len(values)) if step.codes is None else step.codes
        places = dict(zip(values, codes, strict=True))
        other = len(values) if step.unknown else -1
        found[:, j] = numbered(cells[:, j], places, other)
    return found.reshape(x.shape)
