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

    Small windows are compared place by place: reduce_window has no gradient where places stand apart,
    and on a processor one that takes several times as long as the rest of a network.
    """
    places: list[tuple[int, ...]] = [()]
    for size, apart in zip(window, dilation or (1,) * x.ndim, strict=True):
        places = [(*place, step * apart) for place in places for step in range(size)]
    if dilation is None and len(places) > 25:
        found: Array = lax.reduce_window(x, -jnp.inf, lax.max, window, stride, pads)
        return found
    padded = jnp.pad(x, pads, constant_values=-jnp.inf)
    room = [n - reach for n, reach in zip(padded.shape, places[-1], strict=True)]
    largest, *others = (
        lax.slice(padded, place, [n + p for n, p in zip(room, place, strict=True)], stride)
        for place in places
    )
    for other in others:
        largest = jnp.where((largest >= other) | jnp.isnan(largest), largest, other)
    return largest


def avg_pool(x: Array, window: Window, stride: Window, pads: Pads) -> Array:
    """The mean of each window; places beyond the edge do not count."""
    total: Array = lax.reduce_window(x, 0.0, lax.add, window, stride, pads)
    count: Array = lax.reduce_window(jnp.ones_like(x), 0.0, lax.add, window, stride, pads)
    return total / count


def sum_pool(x: Array, window: Window, stride: Window, pads: Pads) -> Array:
    """The sum of each window; places beyond the edge are zero."""
    total: Array = lax.reduce_window(x, 0.0, lax.add, window, stride, pads)
    return total
