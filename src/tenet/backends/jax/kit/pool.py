"""Pooling in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

Window = tuple[int, ...]
Pads = tuple[tuple[int, int], ...]


def max_pool(x: Array, window: Window, stride: Window, pads: Pads) -> Array:
    """The largest number in each window; a tie gives the gradient to one of the equals."""
    largest: Array = lax.reduce_window(x, -jnp.inf, lax.max, window, stride, pads)
    return largest


def avg_pool(x: Array, window: Window, stride: Window, pads: Pads) -> Array:
    """The mean of each window; places beyond the edge do not count."""
    total: Array = lax.reduce_window(x, 0.0, lax.add, window, stride, pads)
    count: Array = lax.reduce_window(jnp.ones_like(x), 0.0, lax.add, window, stride, pads)
    return total / count
