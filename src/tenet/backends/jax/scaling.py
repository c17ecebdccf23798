"""Scale the loss in JAX, as torch.amp.GradScaler does."""

from __future__ import annotations

from collections.abc import Iterable

import jax.numpy as jnp
from jax import Array

from tenet.backends.engine import Job, Scaling
from tenet.policy.precision import LossScale

Scaled = dict[str, Array]
"""The scale, the good steps in a row, and the counts of updates; nothing where the loss is not scaled."""


def begun(job: Job, scaling: Scaling | None = None) -> Scaled:
    """How the loss is scaled at first, or where training goes on."""
    if not job.scales:
        return {}
    now = scaling or Scaling(LossScale.START, 0, (0,) * len(job.stills))
    return {
        "scale": jnp.float32(now.scale),
        "good": jnp.int32(now.good),
        "updates": jnp.array(now.updates, jnp.int32),
    }


def scaling(scaled: Scaled) -> Scaling | None:
    """The same as numbers; waits for them."""
    if not scaled:
        return None
    counts = tuple(int(count) for count in scaled["updates"])
    return Scaling(float(scaled["scale"]), int(scaled["good"]), counts)


def finite(gradients: Iterable[Array]) -> Array:
    """Whether all numbers in all gradients are finite."""
    return jnp.array([jnp.isfinite(gradient).all() for gradient in gradients]).all()


def rescaled(scaled: Scaled, fine: Array, moving: Array) -> Scaled:
    """How the next loss is scaled; where a step was fine, what moves has one more update."""
    good = scaled["good"] + 1
    full = good == LossScale.PATIENCE
    grown = jnp.where(full, scaled["scale"] * LossScale.GROWTH, scaled["scale"])
    grown = jnp.where(jnp.isfinite(grown), grown, scaled["scale"])
    return {
        "scale": jnp.where(fine, grown, scaled["scale"] * LossScale.CUT),
        "good": jnp.where(fine & ~full, good, 0),
        "updates": scaled["updates"] + (fine & moving),
    }
