"""Padding in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array


def fill(x: Array, lengths: Array, axis: int, value: float) -> Array:
    """X with a number at all places of an axis that are beyond the length of a row."""
    across = tuple(-1 if a == axis else 1 for a in range(x.ndim))
    beyond = jnp.arange(x.shape[axis]).reshape(across) >= lengths.reshape(-1, *[1] * (x.ndim - 1))
    return jnp.where(beyond, jnp.asarray(value, x.dtype), x)


def align(x: Array, lengths: Array, reach: int, stride: int, value: float = 0.0) -> Array:
    """[N, T, F], each row shifted by what same padding puts before it, a number all around."""
    spanned = ((lengths + (stride - 1)) // stride - 1) * stride + reach
    before = jnp.maximum(spanned - lengths, 0)[:, None] // 2
    size = (-(-x.shape[1] // stride) - 1) * stride + reach
    places = jnp.arange(size) - before
    real = ((places >= 0) & (places < lengths[:, None]))[..., None]
    index = jnp.clip(places, 0, x.shape[1] - 1)[..., None]
    return jnp.where(real, jnp.take_along_axis(x, index, 1), jnp.asarray(value, x.dtype))


def last_real(x: Array, lengths: Array, axis: int) -> Array:
    """The last real place along an axis of each row; the axis goes."""
    return jnp.moveaxis(x, axis, 1)[jnp.arange(len(x)), lengths - 1]
