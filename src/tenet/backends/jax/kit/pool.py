"""Pooling in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

Window = tuple[int, ...]
Pads = tuple[tuple[int, int], ...]


def max_pool(
    x: Array, window: Window, stride: Window, pads: Pads, dilation: Window | None = None
) -> Array:
    """The largest number in each window, whose places may stand apart; of equals the first gets the gradient.

    Windows that are not large are compared axis by axis, the last one first: reduce_window has no
    gradient where places stand apart, and on a processor a slow one.
    """
    if dilation is None and max(window) > 25:
        found: Array = lax.reduce_window(x, -jnp.inf, lax.max, window, stride, pads)
        return found
    x = jnp.pad(x, pads, constant_values=-jnp.inf)
    for axis in reversed(range(x.ndim)):
        apart = 1 if dilation is None else dilation[axis]
        end = x.shape[axis] - (window[axis] - 1) * apart
        largest, *others = (
            lax.slice_in_dim(x, place * apart, end + place * apart, stride[axis], axis)
            for place in range(window[axis])
        )
        for other in others:
            largest = jnp.where((largest >= other) | jnp.isnan(largest), largest, other)
        x = largest
    return x


def avg_pool(x: Array, window: Window, stride: Window, pads: Pads) -> Array:
    """The mean of each window; places beyond the edge do not count."""
    total: Array = lax.reduce_window(x, 0.0, lax.add, window, stride, pads)
    count: Array = lax.reduce_window(jnp.ones_like(x), 0.0, lax.add, window, stride, pads)
    return total / count


def sum_pool(x: Array, window: Window, stride: Window, pads: Pads) -> Array:
    """The sum of each window; places beyond the edge are zero."""
    total: Array = lax.reduce_window(x, 0.0, lax.add, window, stride, pads)
    return total
