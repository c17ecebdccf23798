"""The penalty of active units in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array


def sparsity(activity: Array, rho: float, edge: float) -> Array:
    """How far the units' mean activities are from rho, as divergences of coins, added up."""
    mean = jnp.clip(activity.reshape(-1, activity.shape[-1]).mean(0), edge, 1 - edge)
    there, left = rho * jnp.log(rho / mean), (1 - rho) * jnp.log((1 - rho) / (1 - mean))
    return (there + left).sum()
