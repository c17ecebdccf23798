"""The bound of all gradients together in JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tenet.policy.clipping.global_norm import GlobalNorm


def global_norm(op: GlobalNorm, gradients: dict[str, Array]) -> dict[str, Array]:
    """Gradients that together are no longer than may be."""
    norm = jnp.sqrt(sum((jnp.square(g).sum() for g in gradients.values()), jnp.zeros(())))
    scale = jnp.minimum(op.most / norm, 1.0)
    return {path: g * scale for path, g in gradients.items()}
