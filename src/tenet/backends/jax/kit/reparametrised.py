"""Weights that are computed, in plain JAX."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
from jax import Array, lax


def weight_norm(length: Array, direction: Array) -> Array:
    """Weights of a learned length and direction for each output."""
    over = tuple(range(1, direction.ndim))
    return length * direction / jnp.sqrt((direction**2).sum(over, keepdims=True))


def with_spectral_norm(
    layer: Callable[[Array], Array],
    name: str,
    params: dict[str, Array],
    state: dict[str, Array],
    training: bool,
) -> tuple[Array, dict[str, Array]]:
    """A layer of weights divided by their largest singular value, and the state with its vectors moved."""
    weight = params[f"{name}.original"]
    matrix = weight.reshape(len(weight), -1)
    u, v = state[f"{name}.0._u"], state[f"{name}.0._v"]
    if training:
        fixed = lax.stop_gradient(matrix)
        u = fixed @ v
        u = u / jnp.maximum(jnp.linalg.norm(u), 1e-12)
        v = fixed.T @ u
        v = v / jnp.maximum(jnp.linalg.norm(v), 1e-12)
        state = {**state, f"{name}.0._u": u, f"{name}.0._v": v}
    return layer(weight / (u @ (matrix @ v))), state
