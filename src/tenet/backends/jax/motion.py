"""When parameters move, of a step that is traced: what `Motion` says of one that is known."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

import jax.numpy as jnp
from jax import Array

from tenet.backends.engine import Motion, Stretch


def moves(still: Iterable[Stretch], step: Array) -> Array:
    """Whether what stands still so moves in a step."""
    return jnp.array([(step < first) | (step >= end) for first, end in still], bool).all()


def moved_in(motion: Motion, step: Array) -> Array:
    """In how many of so many steps a parameter has moved that moves in the next."""
    for first, end in motion.still:
        if end < inf:
            step -= jnp.clip(step - first, 0, int(end) - first)
    return step
