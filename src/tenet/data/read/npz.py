"""Read a file of arrays: a column for each element of a row."""

from __future__ import annotations

import io
from math import prod

import numpy as np
import polars as pl

from tenet.data.arrays import Array
from tenet.data.header.npz import DAMAGE, columns_of, damaged, no_array
from tenet.data.sources.npz import Npz
from tenet.data.unreadable import Unreadable

KINDS = "biufU"
"""Truths, whole numbers, numbers and texts, as numpy calls them."""


def npz(_source: Npz, data: bytes) -> pl.DataFrame:
    """The columns of all arrays; raises Unreadable. Nothing is unpickled."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {name: _array(name, file) for name in file.files}
    except (*DAMAGE, ValueError, OSError, AttributeError) as error:
        raise damaged(error) from None
    names = columns_of({name: array.shape for name, array in arrays.items()})
    cells = [
        column
        for array in arrays.values()
        for column in array.reshape(len(array), prod(array.shape[1:])).T
    ]
    return pl.DataFrame([pl.Series(n, c) for n, c in zip(names, map(_plain, cells), strict=True)])


def _array(name: str, file: np.lib.npyio.NpzFile) -> Array:
    try:
        array: object = file[name]
    except ValueError as error:
        raise Unreadable(
            f'holds "{name}", which cannot be read: {error}', "save it as numbers or texts"
        ) from None
    if not isinstance(array, np.ndarray):
        raise no_array(name)
    if array.dtype.kind not in KINDS:
        raise Unreadable(
            f'holds {array.dtype} in "{name}", which is neither numbers nor texts',
            "save it as one of them",
        )
    return array


def _plain(cells: Array) -> Array:
    """Cells as polars takes them."""
    if cells.dtype == np.float16:
        return cells.astype(np.float32)
    if cells.dtype.kind == "U":
        return cells.astype(object)
    return np.ascontiguousarray(cells.astype(cells.dtype.newbyteorder("=")))
