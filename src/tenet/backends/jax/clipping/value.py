"""The bound of each number in JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tenet.policy.clipping.value import Value


def value(op: Value, gradients: dict[str, Array]) -> dict[str, Array]:
    """Gradients of which no number is larger than may be."""
    return {path: jnp.clip(g, -op.most, op.most) for path, g in gradients.items()}
