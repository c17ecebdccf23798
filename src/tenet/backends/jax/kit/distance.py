"""Losses of distances in plain JAX."""

from __future__ import annotations

from jax import Array, nn

from tenet.backends.jax.kit.root import root


def triplet_losses(anchor: Array, positive: Array, negative: Array, margin: float) -> Array:
    """How much less than the margin the positive is nearer than the negative."""
    near = root(((anchor - positive) ** 2).sum(-1))
    far = root(((anchor - negative) ** 2).sum(-1))
    return nn.relu(near - far + margin)


def contrastive_losses(a: Array, b: Array, alike: Array, margin: float) -> Array:
    """The squared distance of what is alike, and what others lack of the margin."""
    square = ((a - b) ** 2).sum(-1)
    return (alike * square + (1 - alike) * nn.relu(margin - root(square)) ** 2) / 2
