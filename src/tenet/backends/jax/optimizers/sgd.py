"""Stochastic gradient descent in JAX, in the form that the language pins."""

from __future__ import annotations

from jax import Array

from tenet.backends.jax.rule import Rule, Slots
from tenet.policy.optimizers.sgd import Sgd


def sgd(op: Sgd) -> Rule:
    """Plain, with momentum, or with Nesterov's look ahead."""

    def move(
        p: Array, g: Array, slots: Slots, rate: Array, decay: float, step: Array
    ) -> tuple[Array, Slots]:
        g = g + decay * p if decay else g
        if not op.momentum:
            return p - rate * g, slots
        momentum = op.momentum * slots["momentum"] + g
        direction = g + op.momentum * momentum if op.nesterov else momentum
        return p - rate * direction, {"momentum": momentum}

    return Rule(("momentum",) if op.momentum else (), move)
