"""Likelihoods of classes and of bits, taken of scores, in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, nn


def focused(log: Array, focal: float) -> Array:
    """Logarithms of probabilities times (1 - p)^focal."""
    return log * jnp.maximum(-jnp.expm1(log), 1e-12) ** focal if focal else log


def class_losses(
    scores: Array,
    target: Array,
    weights: list[float] | None = None,
    smoothing: float = 0.0,
    ignore: int | None = None,
    focal: float = 0.0,
    axis: int = -1,
) -> tuple[Array, Array]:
    """The cross-entropy of each target, and how much it counts: as its class, if it is not ignored."""
    log = focused(nn.log_softmax(jnp.moveaxis(scores, axis, -1)), focal)
    count = log.shape[-1]
    weight = jnp.array([1.0] * count if weights is None else weights, log.dtype)
    left = jnp.ones_like(target, dtype=bool) if ignore is None else target != ignore
    target = jnp.where(left, target, 0)
    counts = weight[target] * left
    right = jnp.take_along_axis(log, target[..., None], axis=-1)[..., 0]
    spread = (weight * log).sum(-1) * left
    return -(1 - smoothing) * counts * right - smoothing / count * spread, counts


def bit_losses(
    scores: Array, target: Array, positive_weight: float = 1.0, focal: float = 0.0
) -> Array:
    """The cross-entropy of each bit."""
    yes, no = focused(nn.log_sigmoid(scores), focal), focused(nn.log_sigmoid(-scores), focal)
    return -positive_weight * target * yes - (1 - target) * no


def kl_losses(scores: Array, target: Array) -> Array:
    """The divergence of each distribution from that of the scores; what is zero adds nothing."""
    some = target > 0
    own = jnp.where(some, target * jnp.log(jnp.where(some, target, 1.0)), 0.0)
    return (own - target * nn.log_softmax(scores)).sum(-1)


def gaussian_losses(mean: Array, target: Array, variance: Array) -> Array:
    """Minus the logarithm of the density of each number, but for a constant."""
    return (jnp.log(variance) + (mean - target) ** 2 / variance) / 2
