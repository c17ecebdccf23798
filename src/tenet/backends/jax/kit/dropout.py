"""Dropout in plain JAX."""

from __future__ import annotations

import zlib

import jax
import jax.numpy as jnp
from jax import Array


def dropout(x: Array, rate: float, key: Array | None, training: bool, name: str) -> Array:
    """X with a share of its numbers forgotten and the others scaled up, while training.

    What is forgotten follows from the key and the name.
    """
    if not training or rate == 0:
        return x
    if key is None:
        raise ValueError("training with dropout needs a key")
    own = jax.random.fold_in(key, zlib.crc32(name.encode()))
    kept = jax.random.bernoulli(own, 1 - rate, x.shape)
    return jnp.where(kept, x / (1 - rate), jnp.zeros_like(x))
