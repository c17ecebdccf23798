"""Arrays on the disk that are used as if they were in memory."""

from __future__ import annotations

import os
import tempfile
from math import prod

import numpy as np
import numpy.typing as npt

from tenet.atomic import NotWritten
from tenet.data.arrays import Array


def mapped(shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    """An array in a file that has no name, in the folder for temporary files; it is gone when nobody uses it.

    Raises:
        NotWritten: the disk has not so much room, which is told now and not while writing.
    """
    size = prod(shape) * np.dtype(dtype).itemsize
    if not size:
        return np.empty(shape, dtype)
    try:
        with tempfile.TemporaryFile() as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            return np.memmap(file, dtype, "w+", shape=shape)
    except OSError as error:
        folder = tempfile.gettempdir()
        raise NotWritten(error.errno, error.strerror or str(error), folder) from error
