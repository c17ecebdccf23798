"""NAdam in JAX, in the form that the language pins."""

from __future__ import annotations

from math import log

import jax.numpy as jnp
from jax import Array

from tenet.backends.jax.optimizers.adam import grown
from tenet.backends.jax.rule import Rule, Slots
from tenet.policy.optimizers.nadam import Nadam


def nadam(op: Nadam) -> Rule:
    """A step along the momentum of the next one."""
    beta1, beta2 = op.betas

    def move(
        p: Array, g: Array, slots: Slots, rate: Array, decay: float, step: Array
    ) -> tuple[Array, Slots]:
        g = g + decay * p if decay else g
        mean = beta1 * slots["mean"] + (1 - beta1) * g
        square = beta2 * slots["square"] + (1 - beta2) * g * g
        time = step.astype(p.dtype)
        now, then = (beta1 * (1 - 0.5 * jnp.exp(t * op.warming)) for t in (time, time + 1))
        product = _product(op, time)
        root = jnp.sqrt(square / grown(beta2, time)) + op.eps
        direction = mean * (then / (1 - product * then)) + g * ((1 - now) / (1 - product))
        return p - rate * direction / root, {"mean": mean, "square": square}

    return Rule(("mean", "square"), move)


def _product(op: Nadam, time: Array) -> Array:
    """The product of all momenta so far."""
    beta = op.betas[0]
    if not beta:
        return jnp.zeros_like(time)
    weights, rates = jnp.array(op.series, time.dtype).T
    return jnp.exp(time * log(beta) + (weights * jnp.expm1(rates * time)).sum())
