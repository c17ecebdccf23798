"""Look into a step of JAX."""

from __future__ import annotations

import jax
import numpy as np

from tenet.backends.engine import Array, Engine
from tenet.backends.jax.engine import NOTHING, JaxEngine
from tenet.backends.jax.running import emitted
from tenet.backends.mixing import arguments
from tenet.backends.program import Graphs


def pull(engine: Engine, indices: Array, step: int) -> tuple[float, dict[str, Array]]:
    """The loss of a batch while training, and its gradient by path; nothing moves."""
    assert isinstance(engine, JaxEngine)
    with engine.exact():
        rows, chosen = engine.chosen(indices)
        loss, _, gradients = engine.derive(
            engine.held.params,
            engine.held.state,
            (engine.constants, rows, engine.blend(indices, step), {}),
            chosen,
            key(engine, step),
            NOTHING,
        )
    return float(loss), {path: np.array(value) for path, value in gradients.items()}


def trace(engine: Engine, graphs: Graphs, indices: Array, step: int) -> dict[str, Array]:
    """The outputs of a network over the engine's parameters, of a batch while training."""
    assert isinstance(engine, JaxEngine)
    module = emitted(graphs)
    with engine.exact():
        rows, chosen = engine.chosen(indices)
        batch = {name: values[chosen] for name, values in rows.items()}
        told = arguments(engine.job, batch, engine.blend(indices, step))
        named = dict(zip(engine.job.arguments, told, strict=True))
        made, _ = module.forward(
            engine.all,
            engine.all,
            *(named[field] for field in graphs.network.inputs),
            training=True,
            key=key(engine, step),
        )
    values = made if isinstance(made, tuple) else (made,)
    return {name: np.array(v) for name, v in zip(graphs.network.outputs, values, strict=True)}


def key(engine: JaxEngine, step: int) -> jax.Array:
    """From what a step's draws are made."""
    return jax.random.fold_in(jax.random.key(engine.job.seed % 2**32), step)
