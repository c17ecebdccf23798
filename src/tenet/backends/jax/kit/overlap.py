"""The overlap of probabilities with what is there, in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, nn


def dice_loss(p: Array, target: Array, smooth: float, axis: int | None = None) -> Array:
    """1 - (2 sum(p t) + smooth) / (sum(p) + sum(t) + smooth) for each row, and class along the axis."""
    if axis is not None:
        p = jnp.moveaxis(p, axis, 1)
        target = nn.one_hot(target, p.shape[1], dtype=p.dtype, axis=1)
    else:
        p, target = p[:, None], target[:, None]
    p, target = p.reshape(*p.shape[:2], -1), target.reshape(*p.shape[:2], -1)
    both, either = (p * target).sum(-1), p.sum(-1) + target.sum(-1)
    return (1 - (2 * both + smooth) / (either + smooth)).mean()
