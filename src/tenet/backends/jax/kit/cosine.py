"""Angles between vectors in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

from tenet.backends.jax.kit.root import root


def cosine_similarity(a: Array, b: Array, axis: int, eps: float = 1e-8) -> Array:
    """The cosine of the angle between vectors; derivatives pass over eps, as in PyTorch."""
    cosine = jnp.ones(())
    for x in (a, b):
        length = root(jnp.square(x).sum(axis, keepdims=True))
        cosine = cosine * x / (length + lax.stop_gradient(jnp.maximum(eps - length, 0)))
    return cosine.sum(axis)
