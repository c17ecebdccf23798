"""Adadelta in JAX, in the form that the language pins."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tenet.backends.jax.rule import Rule, Slots
from tenet.policy.optimizers.adadelta import Adadelta


def adadelta(op: Adadelta) -> Rule:
    """The gradient in the units of steps so far."""

    def move(
        p: Array, g: Array, slots: Slots, rate: Array, decay: float, step: Array
    ) -> tuple[Array, Slots]:
        g = g + decay * p if decay else g
        squares = op.rho * slots["squares"] + (1 - op.rho) * g * g
        direction = jnp.sqrt(slots["moves"] + op.eps) / jnp.sqrt(squares + op.eps) * g
        moves = op.rho * slots["moves"] + (1 - op.rho) * direction**2
        return p - rate * direction, {"squares": squares, "moves": moves}

    return Rule(("squares", "moves"), move)
