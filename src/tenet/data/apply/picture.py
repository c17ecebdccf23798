"""Pictures read, and brought to one size, row by row."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tenet.data.arrays import Array
from tenet.data.drawing import Draws
from tenet.data.mistakes import UNEVEN_PICTURES
from tenet.data.picture import Picture, UnsuitablePicture
from tenet.data.resizing import resized
from tenet.data.steps.picture import CropCenter, PadTo, ReadImage, Resize, Stack


def read_image(step: ReadImage, draws: Draws, x: Array) -> Array:
    """A `Picture` for each path, `[N]`."""
    found = np.empty(len(x), dtype=object)
    for place, (path, row) in enumerate(zip(x.reshape(-1), draws.rows, strict=True)):
        found[place] = Picture(draws.folder, str(path), int(row), step.channels, step.mask)
    return found


def stack(_step: Stack, x: Array) -> Array:
    """The pictures, which must be of one size."""
    return _each(x, lambda row: row)


def resize(step: Resize, x: Array) -> Array:
    """The pictures in another size."""
    size = (step.height, step.width)
    return _each(x, lambda row: resized(row, size, step.mode))


def crop_center(step: CropCenter, x: Array) -> Array:
    """The middle; where it cannot be in the middle, half a pixel above and left of it."""
    return _each(x, lambda row: _middle(row, step.height, step.width))


def pad_to(step: PadTo, x: Array) -> Array:
    """A margin all around; an odd one is wider below and to the right."""
    return _each(x, lambda row: _margin(row, step.height, step.width, step.value))


class TooSmall(Exception):
    """A picture is too small, or too large, for what is asked."""


def _each(x: Array, change: Callable[[Array], Array]) -> Array:
    """Each picture read and changed, so that no more than one is held as large as its file has it."""
    if x.dtype != object:
        return np.stack([change(row) for row in x])
    made: Array | None = None
    for place, picture in enumerate(x):
        row = _changed(picture, change)
        if made is None:
            made = np.empty((len(x), *row.shape), row.dtype)
        if row.shape != made.shape[1:]:
            height, width = row.shape[-2:]
            raise UnsuitablePicture(
                picture,
                f"is {height} x {width}, but others are {made.shape[-2]} x {made.shape[-1]}",
                "bring them to one size right behind `read_image`, with `resize(224, 224)` for example",
                UNEVEN_PICTURES,
            )
        made[place] = row
    assert made is not None
    return made


def _changed(picture: Picture, change: Callable[[Array], Array]) -> Array:
    try:
        return change(picture.pixels())
    except TooSmall as error:
        help_ = "bring them to one size first, with `resize`"
        raise UnsuitablePicture(picture, str(error), help_, UNEVEN_PICTURES) from None


def _middle(x: Array, height: int, width: int) -> Array:
    if x.shape[-2] < height or x.shape[-1] < width:
        raise TooSmall(f"is {x.shape[-2]} x {x.shape[-1]}, too small for {height} x {width}")
    top, left = (x.shape[-2] - height) // 2, (x.shape[-1] - width) // 2
    return x[..., top : top + height, left : left + width]


def _margin(x: Array, height: int, width: int, value: float) -> Array:
    down, right = height - x.shape[-2], width - x.shape[-1]
    if down < 0 or right < 0:
        raise TooSmall(f"is {x.shape[-2]} x {x.shape[-1]}, larger than {height} x {width}")
    sides = [(0, 0)] * (x.ndim - 2) + [
        (down // 2, down - down // 2),
        (right // 2, right - right // 2),
    ]
    return np.pad(x, sides, constant_values=value)
