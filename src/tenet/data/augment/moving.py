"""Pictures cut, shifted, turned and bent, in numpy."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import Array
from tenet.data.augmentations.moving import Crop, Elastic, Rotate, Shift
from tenet.data.sampling import moved, sampled


def crop(op: Crop, random: np.random.Generator, x: Array) -> Array:
    """A part."""
    height, width = (op.height or x.shape[-2]), (op.width or x.shape[-1])
    high, wide = (size + 2 * op.pad for size in x.shape[-2:])
    top, left = random.integers(0, high - height + 1), random.integers(0, wide - width + 1)
    rows = np.clip(np.arange(top, top + height) - op.pad, 0, x.shape[-2] - 1)
    columns = np.clip(np.arange(left, left + width) - op.pad, 0, x.shape[-1] - 1)
    return x[..., rows[:, np.newaxis], columns]


def shift(op: Shift, random: np.random.Generator, x: Array) -> Array:
    """The picture elsewhere."""
    down, right = random.integers(-op.pixels, op.pixels + 1, size=2)
    return moved(x, int(down), int(right))


def rotate(op: Rotate, random: np.random.Generator, x: Array) -> Array:
    """The picture turned: each new pixel is what stands where it was turned from."""
    angle = np.deg2rad(random.uniform(-op.degrees, op.degrees))
    middle = [(size - 1) / 2 for size in x.shape[-2:]]
    down, right = np.meshgrid(
        np.arange(x.shape[-2]) - middle[0], np.arange(x.shape[-1]) - middle[1], indexing="ij"
    )
    cosine, sine = np.cos(angle), np.sin(angle)
    rows = cosine * down - sine * right + middle[0]
    columns = sine * down + cosine * right + middle[1]
    return sampled(x, rows, columns)


def elastic(op: Elastic, random: np.random.Generator, x: Array) -> Array:
    """The picture bent."""
    height, width = x.shape[-2:]
    pushes = op.pixels * random.standard_normal((2, op.grid, op.grid))
    down, right = _between(op.grid, height) @ pushes @ _between(op.grid, width).T
    rows, columns = np.meshgrid(np.arange(height), np.arange(width), indexing="ij")
    return sampled(x, rows + down, columns + right)


def _between(points: int, places: int) -> Array:
    """What each place takes of each point, `[places, points]`; the first and last points stand at the edges."""
    at = np.linspace(0, points - 1, places)
    weights = np.zeros((places, points))
    for step in range(-1, 3):
        point = np.floor(at).astype(np.int64) + step
        near = np.clip(point, 0, points - 1)
        weights[np.arange(places), near] += _cubic(np.abs(at - point))
    return weights


def _cubic(t: Array) -> Array:
    """The kernel of cubic convolution, a = -1/2."""
    near = 1 - 2.5 * t**2 + 1.5 * t**3
    far = 2 - 4 * t + 2.5 * t**2 - 0.5 * t**3
    return np.where(t <= 1, near, np.where(t < 2, far, 0.0))
