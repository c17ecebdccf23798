"""The loop that an expert writes by hand in JAX: rows on the device, one jitted step that is given its state, optax."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax
from loops.case import DECAY, RATE, Case, Epoch
from loops.jax_networks import draw, logits


def decays(params: Any) -> Any:
    """Which parameters decay: neither biases nor norms."""
    return jax.tree.map(lambda p: p.ndim > 1, params)


def make(case: Case, at_once: int = 1) -> Epoch:
    """Epochs by hand; several steps at once are one program, a `lax.scan`."""
    rows = jnp.array(case.x), jnp.array(case.y, jnp.int32)
    params, statistics = draw(case.name, jax.random.key(0))
    optimizer = optax.adamw(RATE, weight_decay=DECAY, mask=decays)
    key = jax.random.key(1)

    def step(state: Any, rows: Any, batch: jax.Array) -> Any:
        params, statistics, memory, key = state
        key, own = jax.random.split(key)
        x, y = rows[0][batch], rows[1][batch]

        def objective(params: Any) -> tuple[jax.Array, Any]:
            made, moved = logits(case.name, params, statistics, x, own)
            return optax.softmax_cross_entropy_with_integer_labels(made, y).mean(), moved

        (loss, moved), gradients = jax.value_and_grad(objective, has_aux=True)(params)
        change, memory = optimizer.update(gradients, memory, params)
        return (optax.apply_updates(params, change), moved, memory, key), loss

    @partial(jax.jit, donate_argnums=0)
    def steps(state: Any, rows: Any, batches: jax.Array) -> Any:
        if at_once == 1:
            return step(state, rows, batches[0])
        return lax.scan(lambda state, batch: step(state, rows, batch), state, batches)

    state = params, statistics, optimizer.init(params), key

    def epoch(number: int) -> float:
        nonlocal state
        began = time.perf_counter()
        order = np.random.default_rng(number).permutation(len(case.x)).astype(np.int32)
        losses = []
        for batches in order.reshape(-1, at_once, case.batch):
            state, loss = steps(state, rows, batches)
            losses.append(loss)
        jax.device_get(losses)
        return time.perf_counter() - began

    return epoch
