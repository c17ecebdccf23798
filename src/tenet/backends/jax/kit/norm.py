"""Normalisation in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax


def batch_norm(
    name: str,
    x: Array,
    params: dict[str, Array],
    state: dict[str, Array],
    training: bool,
    axis: int = 1,
    eps: float = 1e-5,
    momentum: float = 0.1,
) -> tuple[Array, dict[str, Array]]:
    """The normalised x, and the state with its running statistics moved while training."""
    others = tuple(a for a in range(x.ndim) if a != axis)
    across = tuple(slice(None) if a == axis else None for a in range(x.ndim))
    mean, var = state[f"{name}.running_mean"], state[f"{name}.running_var"]
    if training:
        rows = x.size // x.shape[axis]
        old_mean, old_var = mean, var
        mean = x.mean(others)
        var = ((x - mean[across]) ** 2).mean(others)
        unbiased = var * (rows / (rows - 1))
        state = {
            **state,
            f"{name}.running_mean": (1 - momentum) * old_mean + momentum * lax.stop_gradient(mean),
            f"{name}.running_var": (1 - momentum) * old_var
            + momentum * lax.stop_gradient(unbiased),
        }
    scale = params[f"{name}.weight"] / jnp.sqrt(var + eps)
    return (x - mean[across]) * scale[across] + params[f"{name}.bias"][across], state


def layer_norm(x: Array, weight: Array, bias: Array, eps: float = 1e-5) -> Array:
    """X normalised over its last axis, with the variance taken in two passes."""
    centred = x - x.mean(-1, keepdims=True)
    variance = (centred**2).mean(-1, keepdims=True)
    return centred / jnp.sqrt(variance + eps) * weight + bias
