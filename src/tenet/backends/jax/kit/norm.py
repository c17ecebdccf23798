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
    affine: bool = True,
    lengths: Array | None = None,
) -> tuple[Array, dict[str, Array]]:
    """The normalised x, and the state with its running statistics moved while training.

    Places of sequences beyond the lengths have no part in the statistics. These are taken around
    a constant, which may be any: so derivatives are exact, and need fewer sums.
    """
    others = tuple(a for a in range(x.ndim) if a != axis)
    across = tuple(slice(None) if a == axis else None for a in range(x.ndim))
    mean, var = state[f"{name}.running_mean"], state[f"{name}.running_var"]
    if training:
        rows: Array | int = x.size // x.shape[axis]
        real = None
        if lengths is not None:
            real, rows = (jnp.arange(x.shape[1]) < lengths[:, None])[..., None], lengths.sum()
        old_mean, old_var = mean, var
        mean = jnp.mean(x, others, where=real)
        around = (x - lax.stop_gradient(mean)[across]) ** 2
        var = jnp.mean(around, others, where=real) - (mean - lax.stop_gradient(mean)) ** 2
        unbiased = var * (rows / (rows - 1))
        state = {
            **state,
            f"{name}.running_mean": (1 - momentum) * old_mean + momentum * lax.stop_gradient(mean),
            f"{name}.running_var": (1 - momentum) * old_var
            + momentum * lax.stop_gradient(unbiased),
        }
    scale = (params[f"{name}.weight"] if affine else 1) / jnp.sqrt(var + eps)
    shift = (lax.stop_gradient(mean) - mean) * scale
    shift = shift + params[f"{name}.bias"] if affine else shift
    return (x - lax.stop_gradient(mean)[across]) * scale[across] + shift[across], state


def layer_norm(
    x: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    eps: float = 1e-5,
    axes: int = 1,
) -> Array:
    """X normalised over its last axes, with the variance taken in two passes."""
    over = tuple(range(-axes, 0))
    centred = x - x.mean(over, keepdims=True)
    variance = (centred**2).mean(over, keepdims=True)
    normal = centred / jnp.sqrt(variance + eps)
    if weight is not None:
        normal = normal * weight
    return normal if bias is None else normal + bias


def rms_norm(x: Array, weight: Array | None = None, eps: float = 1e-6, axes: int = 1) -> Array:
    """X divided by the root of the mean square over its last axes."""
    square = (x**2).mean(tuple(range(-axes, 0)), keepdims=True)
    normal = x / jnp.sqrt(square + eps)
    return normal if weight is None else normal * weight


def group_norm(
    x: Array,
    groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    axis: int = 1,
    eps: float = 1e-5,
) -> Array:
    """X normalised over groups of the channels on an axis, together with all their places."""
    split = (*x.shape[:axis], groups, x.shape[axis] // groups, *x.shape[axis + 1 :])
    grouped = x.reshape(split)
    over = tuple(a for a in range(1, grouped.ndim) if a != axis)
    centred = grouped - grouped.mean(over, keepdims=True)
    variance = (centred**2).mean(over, keepdims=True)
    normal = (centred / jnp.sqrt(variance + eps)).reshape(x.shape)
    if weight is None or bias is None:
        return normal
    across = tuple(slice(None) if a == axis else None for a in range(x.ndim))
    return normal * weight[across] + bias[across]


def instance_norm(
    x: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    axis: int = 1,
    eps: float = 1e-5,
) -> Array:
    """X normalised over the places of each channel, which is on an axis."""
    over = tuple(a for a in range(1, x.ndim) if a != axis)
    centred = x - x.mean(over, keepdims=True)
    variance = (centred**2).mean(over, keepdims=True)
    normal = centred / jnp.sqrt(variance + eps)
    if weight is None or bias is None:
        return normal
    across = tuple(slice(None) if a == axis else None for a in range(x.ndim))
    return normal * weight[across] + bias[across]


def local_response_norm(
    x: Array,
    size: int,
    axis: int = 1,
    alpha: float = 1e-4,
    beta: float = 0.75,
    k: float = 1.0,
) -> Array:
    """X divided by a power of the squares in the channels around it."""
    window = tuple(size if a == axis else 1 for a in range(x.ndim))
    pads = tuple((n // 2, (n - 1) // 2) for n in window)
    total: Array = lax.reduce_window(x * x, 0.0, lax.add, window, (1,) * x.ndim, pads)
    return x / (k + alpha / size * total) ** beta
