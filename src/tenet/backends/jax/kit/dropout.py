"""Random operations in plain JAX: what is drawn follows from the key and the name."""

from __future__ import annotations

import zlib

import jax
import jax.numpy as jnp
from jax import Array


def own_key(key: Array | None, name: str) -> Array:
    """The key of one operation."""
    if key is None:
        raise ValueError(f"{name} draws at random, which needs a key")
    return jax.random.fold_in(key, zlib.crc32(name.encode()))


def dropout(
    x: Array,
    rate: float,
    key: Array | None,
    training: bool,
    name: str,
    together: tuple[int, ...] = (),
) -> Array:
    """X with a share of its numbers forgotten and the others scaled up, while training.

    Along the axes `together` all numbers share one fate.
    """
    if not training or rate == 0:
        return x
    shape = tuple(1 if axis in together else size for axis, size in enumerate(x.shape))
    kept = jax.random.bernoulli(own_key(key, name), 1 - rate, shape)
    return jnp.where(kept, x / (1 - rate), jnp.zeros_like(x))


def alpha_dropout(
    x: Array,
    rate: float,
    key: Array | None,
    training: bool,
    name: str,
    floor: float = -1.7580993408473766,
) -> Array:
    """X with a share of its numbers at the floor of SELU, mean and variance kept, while training."""
    if not training or rate == 0:
        return x
    kept = jax.random.bernoulli(own_key(key, name), 1 - rate, x.shape)
    scale = (1 - rate + floor**2 * (1 - rate) * rate) ** -0.5
    moved: Array = scale * jnp.where(kept, x, floor) - scale * rate * floor
    return moved


def add_noise(x: Array, std: float, key: Array | None, training: bool, name: str) -> Array:
    """X with normal noise on it, while training."""
    if not training or std == 0:
        return x
    return x + std * jax.random.normal(own_key(key, name), x.shape, x.dtype)


def rrelu(x: Array, low: float, high: float, key: Array | None, training: bool, name: str) -> Array:
    """X, its negative numbers times slopes that are drawn while training, and their mean otherwise."""
    slope: Array | float = (low + high) / 2
    if training:
        slope = jax.random.uniform(own_key(key, name), x.shape, x.dtype, low, high)
    return jnp.where(x > 0, x, slope * x)
