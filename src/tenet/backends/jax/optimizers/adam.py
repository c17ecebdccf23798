"""Adam and AdamW in JAX, in the form that the language pins.

optax takes 1 - βᵗ as a difference, which in float32 moves parameters by 7e-6 in 100 steps;
-expm1(t log β) keeps its digits.
"""

from __future__ import annotations

from math import log

import jax.numpy as jnp
from jax import Array

from tenet.backends.jax.rule import Move, Rule, Slots
from tenet.policy.optimizers.adam import Adam, Adamw


def adam(op: Adam) -> Rule:
    """Adam with coupled decay."""
    return Rule(_slots(op), _move(op, decoupled=False))


def adamw(op: Adamw) -> Rule:
    """Adam with decoupled decay."""
    return Rule(_slots(op), _move(op, decoupled=True))


def _slots(op: Adam | Adamw) -> tuple[str, ...]:
    return ("mean", "square", "largest") if op.amsgrad else ("mean", "square")


def _move(op: Adam | Adamw, *, decoupled: bool) -> Move:
    beta1, beta2 = op.betas

    def move(
        p: Array, g: Array, slots: Slots, rate: Array, decay: float, step: Array
    ) -> tuple[Array, Slots]:
        if decay and decoupled:
            p = p * (1 - rate * decay)
        elif decay:
            g = g + decay * p
        mean = beta1 * slots["mean"] + (1 - beta1) * g
        square = beta2 * slots["square"] + (1 - beta2) * g * g
        kept = {"mean": mean, "square": square}
        if op.amsgrad:
            square = kept["largest"] = jnp.maximum(slots["largest"], square)
        time = step.astype(p.dtype)
        corrected_mean = mean / grown(beta1, time)
        corrected_square = square / grown(beta2, time)
        direction = corrected_mean / (jnp.sqrt(corrected_square) + op.eps)
        return p - rate * direction, kept

    return move


def grown(beta: float, time: Array) -> Array:
    """1 - betaᵗ."""
    return -jnp.expm1(time * log(beta)) if beta else jnp.ones_like(time)
