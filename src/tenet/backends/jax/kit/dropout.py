"""Dropout in plain JAX."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array


def dropout(x: Array, rate: float, key: Array | None, training: bool) -> Array:
    """X with a share of its numbers forgotten and the others scaled up, while training."""
    if not training or rate == 0:
        return x
    if key is None:
        raise ValueError("training with dropout needs a key")
    kept = jax.random.bernoulli(key, 1 - rate, x.shape)
    return jnp.where(kept, x / (1 - rate), jnp.zeros_like(x))
