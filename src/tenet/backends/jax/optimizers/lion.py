"""Lion in JAX, in the form that the language pins."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tenet.backends.jax.rule import Rule, Slots
from tenet.policy.optimizers.lion import Lion


def lion(op: Lion) -> Rule:
    """The sign of a momentum."""
    inner, outer = op.betas

    def move(
        p: Array, g: Array, slots: Slots, rate: Array, decay: float, step: Array
    ) -> tuple[Array, Slots]:
        mean = slots["mean"]
        direction = jnp.sign(inner * mean + (1 - inner) * g)
        p = p * (1 - rate * decay) - rate * direction
        return p, {"mean": outer * mean + (1 - outer) * g}

    return Rule(("mean",), move)
