"""RMSprop in JAX, in the form that the language pins."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tenet.backends.jax.rule import Rule, Slots
from tenet.policy.optimizers.rmsprop import Rmsprop


def rmsprop(op: Rmsprop) -> Rule:
    """Plain, with momentum, or centered."""

    def move(
        p: Array, g: Array, slots: Slots, rate: Array, decay: float, step: Array
    ) -> tuple[Array, Slots]:
        g = g + decay * p if decay else g
        kept = {"squares": op.alpha * slots["squares"] + (1 - op.alpha) * g * g}
        spread = kept["squares"]
        if op.centered:
            kept["gradients"] = op.alpha * slots["gradients"] + (1 - op.alpha) * g
            spread = spread - kept["gradients"] ** 2
        direction = g / (jnp.sqrt(spread) + op.eps)
        if op.momentum:
            direction = kept["momentum"] = op.momentum * slots["momentum"] + direction
        return p - rate * direction, kept

    centre = ("gradients",) if op.centered else ()
    return Rule(("squares", *centre, *(("momentum",) if op.momentum else ())), move)
