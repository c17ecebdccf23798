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


def dilated_max_pool(
    x: Array, window: Window, stride: Window, pads: Pads, dilation: Window
) -> Array:
    """The largest number in each window of places apart; reduce_window has no gradient for it."""
    padded = jnp.pad(x, pads, constant_values=-jnp.inf)
    reach = [(k - 1) * d for k, d in zip(window, dilation, strict=True)]
    places: list[tuple[int, ...]] = [()]
    for k, d in zip(window, dilation, strict=True):
        places = [(*place, step * d) for place in places for step in range(k)]
    seen = []
    for place in places:
        last = [n - r + p for n, r, p in zip(padded.shape, reach, place, strict=True)]
        seen.append(lax.slice(padded, place, last, stride))
    stacked = jnp.stack(seen)
    return jnp.take_along_axis(stacked, stacked.argmax(0)[None], axis=0)[0]


def avg_pool(x: Array, window: Window, stride: Window, pads: Pads) -> Array:
    """The mean of each window; places beyond the edge do not count."""
    total: Array = lax.reduce_window(x, 0.0, lax.add, window, stride, pads)
    count: Array = lax.reduce_window(jnp.ones_like(x), 0.0, lax.add, window, stride, pads)
    return total / count


def sum_pool(x: Array, window: Window, stride: Window, pads: Pads) -> Array:
    """The sum of each window; places beyond the edge are zero."""
    total: Array = lax.reduce_window(x, 0.0, lax.add, window, stride, pads)
    return total
