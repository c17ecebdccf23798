"""Relatives of softmax in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax, nn


def sparsemax(x: Array, axis: int = -1) -> Array:
    """The distribution along an axis that is nearest to x, by sorting (Martins and Astudillo, 2016)."""
    x = jnp.moveaxis(x, axis, -1)
    x = x - lax.stop_gradient(x).max(-1, keepdims=True)
    ordered = jnp.sort(lax.stop_gradient(x), descending=True)
    count = jnp.arange(1, x.shape[-1] + 1)
    support = x > ((ordered.cumsum(-1) - 1) / count).max(-1, keepdims=True)
    excess = jnp.where(support, x, 0.0).sum(-1, keepdims=True) - 1
    left = x - excess / support.sum(-1, keepdims=True)
    return jnp.moveaxis(nn.relu(jnp.where(support, left, 0.0)), -1, axis)
