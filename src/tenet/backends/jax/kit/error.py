"""Losses of a difference in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array


def huber_losses(difference: Array, delta: float) -> Array:
    """A parabola while the difference is at most delta, and a line beyond."""
    size = abs(difference)
    return jnp.where(size <= delta, 0.5 * difference**2, delta * (size - 0.5 * delta))
