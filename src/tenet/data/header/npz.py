"""Name the columns of a file of arrays: the header of each array says its shape.

Source: NEP 1 of numpy, "A simple file format for NumPy arrays".
"""

from __future__ import annotations

import ast
import struct
import zlib
from math import prod
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from tenet.data.header.csv import distinct
from tenet.data.mistakes import RAGGED_ROW
from tenet.data.sources.npz import Npz
from tenet.data.unreadable import Unreadable

MAGIC = b"\x93NUMPY"
LONGEST = 2**16
"""A header of more bytes describes no array of numbers or texts."""
MOST = 50_000
"""More columns than this are pictures, which are better kept as files."""
SUFFIX = ".npy"
DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What zipfile raises for what it cannot unpack, or must not without a password."""


def npz(_source: Npz, path: Path) -> tuple[str, ...]:
    """The names of the columns; raises Unreadable."""
    try:
        with ZipFile(path) as archive:
            shapes = {}
            for name in archive.namelist():
                with archive.open(name) as file:
                    shapes[name.removesuffix(SUFFIX)] = _shape(name, file)
    except DAMAGE as error:
        raise damaged(error) from None
    return columns_of(shapes)


def damaged(error: Exception) -> Unreadable:
    """Why a file holds no arrays."""
    return Unreadable(f"is no file of arrays: {error}", "write one with `numpy.savez`")


def no_array(name: str) -> Unreadable:
    """What is said of something else among arrays."""
    return Unreadable(f'holds "{name}", which is no array', "write it with `numpy.savez`")


def columns_of(shapes: dict[str, tuple[int, ...]]) -> tuple[str, ...]:
    """The names of the columns that arrays of these shapes give; raises Unreadable where they are no table."""
    if not shapes:
        raise Unreadable("holds no array", "write one with `numpy.savez`")
    flat = next((name for name, shape in shapes.items() if not shape), None)
    if flat is not None:
        raise Unreadable(f'holds a single number in "{flat}", which has no rows', "leave it out")
    (first, (rows, *_)), *others = shapes.items()
    odd = next((name for name, shape in others if shape[0] != rows), None)
    if odd is not None:
        raise Unreadable(
            f'has {rows:,} rows in "{first}" and {shapes[odd][0]:,} in "{odd}"',
            "give all arrays a first axis of one length",
            RAGGED_ROW,
        )
    count = sum(prod(shape[1:]) for shape in shapes.values())
    if count > MOST:
        raise Unreadable(
            f"gives {count:,} columns, and at most {MOST:,} are read",
            "keep pictures as files, and read them with `read_image`",
        )
    names = tuple(column for name, shape in shapes.items() for column in _columns(name, shape))
    distinct(names)
    return names


def _columns(name: str, shape: tuple[int, ...]) -> list[str]:
    return [name] if len(shape) == 1 else [f"{name}_{k}" for k in range(prod(shape[1:]))]


def _shape(name: str, file: IO[bytes]) -> tuple[int, ...]:
    """The shape that the header of an array says."""
    begun = file.read(len(MAGIC) + 2)
    size, form = (2, "<H") if begun[-2:-1] == b"\x01" else (4, "<I")
    told = file.read(size)
    if not begun.startswith(MAGIC) or len(told) < size:
        raise no_array(name)
    (length,) = struct.unpack(form, told)
    try:
        found: Any = ast.literal_eval(file.read(min(length, LONGEST)).decode("latin-1"))
        return tuple(int(size) for size in found["shape"])
    except (ValueError, SyntaxError, KeyError, TypeError):
        raise Unreadable(f'holds "{name}", whose header cannot be understood') from None
