"""Positions as vectors in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array


def sinusoids(length: int, features: int, base: float = 10000.0) -> Array:
    """Waves of ever lower frequency, one vector for each position; angles need double precision."""
    feature = np.arange(features)
    angle = np.arange(length)[:, None] * base ** (-(feature - feature % 2) / features)
    return jnp.asarray(np.where(feature % 2 == 0, np.sin(angle), np.cos(angle)), jnp.float32)
