"""The arrays of this floor: rows first, float64 or text, NaN or an empty text where missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tenet.data.field import Class

Array = npt.NDArray[Any]
Indices = npt.NDArray[np.int64]


def constant(values: Sequence[Class]) -> Array:
    """A step's constant: a scalar for a single value, else one value for each last element."""
    dtype = object if isinstance(values[0], str) else np.float64
    array = np.array(values, dtype)
    return array.reshape(()) if len(values) == 1 else array


def missing(x: Array) -> npt.NDArray[np.bool_]:
    """Where cells are missing."""
    found: npt.NDArray[np.bool_] = np.equal(x, "") if x.dtype == object else np.isnan(x)
    return found.astype(np.bool_)
