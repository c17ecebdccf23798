"""Adagrad in JAX, in the form that the language pins."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tenet.backends.jax.rule import Rule, Slots
from tenet.policy.optimizers.adagrad import Adagrad


def adagrad(op: Adagrad) -> Rule:
    """The gradient divided by the root of all squares so far."""

    def move(
        p: Array, g: Array, slots: Slots, rate: Array, decay: float, step: Array
    ) -> tuple[Array, Slots]:
        g = g + decay * p if decay else g
        total = slots["sum"] + g * g
        return p - rate * g / (jnp.sqrt(total) + op.eps), {"sum": total}

    return Rule(("sum",), move)
