"""Patches in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

Window = tuple[int, ...]


def patches(x: Array, size: Window, stride: Window, first: int) -> Array:
    """X cut into patches along the axes from the first on, each laid out flat."""
    axes = len(size)
    for place, (length, step) in enumerate(zip(size, stride, strict=True)):
        axis = first + 2 * place
        starts = jnp.arange(0, x.shape[axis] - length + 1, step)
        x = jnp.take(x, starts[:, None] + jnp.arange(length), axis=axis)
    outer = tuple(first + 2 * place for place in range(axes))
    inner = tuple(axis for axis in range(1, x.ndim) if axis not in outer)
    laid = x.transpose(0, *outer, *inner)
    places, features = 1, 1
    for axis in range(1, x.ndim):
        if axis <= axes:
            places *= laid.shape[axis]
        else:
            features *= laid.shape[axis]
    return laid.reshape(x.shape[0], places, features)
