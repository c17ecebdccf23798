"""Gates in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, nn


def reglu(x: Array, axis: int = -1) -> Array:
    """The first half of x, let through by relu of the second."""
    value, gate = jnp.split(x, 2, axis)
    return value * nn.relu(gate)


def geglu(x: Array, axis: int = -1) -> Array:
    """The first half of x, let through by gelu of the second."""
    value, gate = jnp.split(x, 2, axis)
    return value * nn.gelu(gate, approximate=False)


def swiglu(x: Array, axis: int = -1) -> Array:
    """The first half of x, let through by silu of the second."""
    value, gate = jnp.split(x, 2, axis)
    return value * nn.silu(gate)
