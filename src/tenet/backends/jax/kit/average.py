"""Averages of losses in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array


def beside(losses: Array, *weights: Array) -> Array:
    """The product of weights, each of which stands on the first axes of the losses."""
    product = jnp.ones_like(losses)
    for weight in weights:
        product = product * weight.reshape(weight.shape + (1,) * (losses.ndim - weight.ndim))
    return product


def counted(losses: Array, weight: Array) -> Array:
    """Losses times their weights; what weighs nothing adds nothing, be it infinite."""
    return weight * jnp.where((weight == 0) & jnp.isinf(losses), 0.0, losses)


def weighted_mean(losses: Array, counts: Array | None, *weights: Array) -> Array:
    """The sum of weighted losses, divided by that of the weighted counts; 0 where nothing counts."""
    weight = beside(losses, *weights)
    total = weight.sum() if counts is None else (weight * counts).sum()
    return counted(losses, weight).sum() / jnp.where(total == 0, 1.0, total)


def row_sum(losses: Array, counts: Array | None, *weights: Array) -> Array:
    """The sum of weighted losses within a row, averaged over rows."""
    return counted(losses, beside(losses, *weights)).sum() / len(losses)
