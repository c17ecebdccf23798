"""Arrays on the disk that are used as if they were in memory."""

from __future__ import annotations

import os
import tempfile
from math import prod

import numpy as np
import numpy.typing as npt

from tenet.data.arrays import Array


def mapped(shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    """An array in a file that has no name, in the folder for temporary files; it is gone when nobody uses it.

    Raises:
        OSError: the disk has not so much room, which is told now and not while writing.
    """
    size = prod(shape) * np.dtype(dtype).itemsize
    with tempfile.TemporaryFile() as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, max(size, 1))
        return np.memmap(file, dtype, "r+", shape=shape) if size else np.empty(shape, dtype)
