"""Train with JAX: the emitted functions in one jitted step with donated buffers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tenet.backends.engine import (
    Array,
    Arrays,
    Engine,
    Job,
    cast,
    decays,
    require_device,
    shares,
)
from tenet.backends.feeding import Fed
from tenet.backends.jax.rule import Rule
from tenet.backends.jax.running import emitted
from tenet.backends.lowering import lower
from tenet.backends.program import Graphs
from tenet.data.arrays import Values
from tenet.ir.graph import Graph

Tree = dict[str, jax.Array]


def make(job: Job) -> Engine:
    """The JAX engine of a job."""
    return JaxEngine(job)


class JaxEngine:
    """A network in training on JAX."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.module = emitted(job.graphs)
        self.rule: Rule = lower(job.optimizer, "jax", None)
        self.arguments = job.arguments
        self.inputs = tuple(job.judged.inputs)
        self.judge = getattr(self.module, job.graphs.judging)
        self.decays = decays(job)
        require_device(job.device, {"cpu": True, "cuda": _has_gpu()})
        self.device = jax.devices("cpu" if job.device == "cpu" else "gpu")[0]
        self.params: Tree = {}
        self.state: Tree = {}
        self.memory: dict[str, Tree] = {}
        self.fed = Fed({}, ())
        self.rows: Tree = {}
        self._take = jax.jit(_taken, static_argnums=2)
        self._step = jax.jit(self._update, donate_argnums=(0, 1, 2))
        self._pull = jax.jit(self._pulled, donate_argnums=(1, 5))
        self._move = jax.jit(self._moved, donate_argnums=(0, 1))
        self._measure = jax.jit(self._judge)
        self._infer = jax.jit(self._forward)
        self.derive = jax.jit(self._derived)

    @contextmanager
    def exact(self) -> Iterator[None]:
        """JAX knows 64 bits only where it is told so, for integers too."""
        with jax.enable_x64(self.job.precision == "float64"), jax.default_device(self.device):
            yield

    def feed(self, rows: Mapping[str, Values]) -> None:
        """Effect: rows are arrays on the device."""
        self.fed = Fed(rows, self.arguments)
        with self.exact():
            self.rows = {name: self._array(array) for name, array in self.fed.arrays.items()}

    def chosen(self, indices: Array) -> tuple[Tree, Array]:
        """Rows, and which of them are meant; sequences no wider than these need."""
        widths = self.fed.widths(indices)
        if not widths:
            return self.rows, indices
        return self._take(self.rows, indices, tuple(widths.items())), np.arange(len(indices))

    def _array(self, array: Array) -> jax.Array:
        narrow = array.dtype == np.int64 and self.job.precision == "float32"
        made = array.astype(np.int32) if narrow else cast(array, self.job.precision)
        return jnp.array(made)

    def load(self, weights: Arrays) -> None:
        """Effect: parameters and statistics are these; the optimizer starts anew."""
        known = self.job.graphs.parameters
        with self.exact():
            self.params = {p: self._array(weights[p]) for p in known if known[p].trainable}
            self.state = {p: self._array(weights[p]) for p in known if not known[p].trainable}
            self.memory = {
                path: {slot: jnp.zeros_like(value) for slot in self.rule.slots}
                for path, value in self.params.items()
            }

    def weights(self) -> dict[str, Array]:
        """A copy of parameters and statistics."""
        both = {**self.params, **self.state}
        return {path: np.array(both[path]) for path in self.job.graphs.parameters}

    def restore(self, slots: Arrays, step: int) -> None:
        """Effect: the slots are these. The count of steps is handed to each step anyway."""
        with self.exact():
            for key, value in slots.items():
                path, _, slot = key.rpartition(":")
                self.memory[path][slot] = self._array(value)

    def slots(self) -> dict[str, Array]:
        """A copy of the slots, by path."""
        return {
            f"{path}:{slot}": np.array(value)
            for path, slots in self.memory.items()
            for slot, value in slots.items()
        }

    def step(self, indices: Array, rate: float, step: int, more: Sequence[Array] = ()) -> object:
        """Effect: one update. The loss stays on the device until it is settled."""
        with self.exact():
            if more:
                return self._step_of_many((indices, *more), rate, step)
            self.params, self.state, self.memory, loss = self._step(
                self.params, self.state, self.memory, *self.chosen(indices), rate, step
            )
        return loss

    def _step_of_many(self, batches: Sequence[Array], rate: float, step: int) -> jax.Array:
        """The loss of several batches. Effect: one update from them.

        Each is a program of its own: inside a loop of XLA a convolution's step is far slower.
        """
        pulled: tuple[jax.Array, Tree] | None = None
        for number, (batch, share) in enumerate(zip(batches, shares(batches), strict=True)):
            self.state, pulled = self._pull(
                self.params, self.state, *self.chosen(batch), (step, number, share), pulled
            )
        assert pulled is not None
        loss, gradients = pulled
        self.params, self.memory = self._move(self.params, self.memory, gradients, rate, step)
        return loss

    def _update(  # noqa: PLR0913, PLR0917  # what jit traces and donates, by position
        self,
        params: Tree,
        state: Tree,
        memory: dict[str, Tree],
        rows: Tree,
        indices: jax.Array,
        rate: jax.Array,
        step: jax.Array,
    ) -> tuple[Tree, Tree, dict[str, Tree], jax.Array]:
        key = jax.random.fold_in(jax.random.key(self.job.seed % 2**32), step)
        loss, state, gradients = self._derived(params, state, rows, indices, key)
        moved, remembered = self._moved(params, memory, gradients, rate, step)
        return moved, state, remembered, loss

    def _pulled(  # what jit traces and donates, by position
        self,
        params: Tree,
        state: Tree,
        rows: Tree,
        indices: jax.Array,
        place: tuple[jax.Array, jax.Array, jax.Array],
        before: tuple[jax.Array, Tree] | None,
    ) -> tuple[Tree, tuple[jax.Array, Tree]]:
        """The state after a batch; and its share of loss and gradients, added to what was before."""
        step, number, share = place
        key = jax.random.fold_in(jax.random.key(self.job.seed % 2**32), step)
        key = jax.random.fold_in(key, number)
        loss, state, gradients = self._derived(params, state, rows, indices, key)
        own = jax.tree.map(lambda value: value * share, (loss, gradients))
        return state, own if before is None else jax.tree.map(jnp.add, before, own)

    def _derived(
        self, params: Tree, state: Tree, rows: Tree, indices: jax.Array, key: jax.Array
    ) -> tuple[jax.Array, Tree, Tree]:
        """The loss of a batch, the state after it, and the gradients."""
        batch = [rows[name][indices] for name in self.arguments]
        objective = partial(self.module.loss, training=True, key=key)
        derive = jax.value_and_grad(objective, has_aux=True)
        (loss, state), gradients = derive(params, state, *batch)
        return loss, state, gradients

    def _moved(
        self,
        params: Tree,
        memory: dict[str, Tree],
        gradients: Tree,
        rate: jax.Array,
        step: jax.Array,
    ) -> tuple[Tree, dict[str, Tree]]:
        """Parameters and slots after a step."""
        if self.job.clip is not None:
            gradients = lower(self.job.clip, "jax", None, gradients)
        moved: Tree = {}
        remembered: dict[str, Tree] = {}
        for path, value in params.items():
            moved[path], remembered[path] = self.rule.move(
                value, gradients[path], memory[path], rate, self.decays[path], step + 1
            )
        return moved, remembered

    def settle(self, losses: Sequence[object]) -> list[float]:
        """The losses as numbers."""
        return [float(value) for value in jax.device_get(list(losses))]

    def measure(self, indices: Array) -> tuple[float, dict[str, Array]]:
        """Loss and outputs at inference."""
        with self.exact():
            loss, outputs = self._measure(self.params, self.state, *self.chosen(indices))
        return float(loss), {name: np.array(value) for name, value in outputs.items()}

    def _judge(
        self, params: Tree, state: Tree, rows: Tree, indices: jax.Array
    ) -> tuple[jax.Array, Tree]:
        batch = {name: array[indices] for name, array in rows.items()}
        loss, _ = self.module.loss(params, state, *(batch[name] for name in self.arguments))
        made = self.judge(params, state, *(batch[name] for name in self.inputs))[0]
        return loss, _named(self.job.judged, made)

    def infer(self, indices: Array) -> dict[str, Array]:
        """The outputs of a batch as the exported network gives them."""
        with self.exact():
            outputs = self._infer(self.params, self.state, *self.chosen(indices))
        return {name: np.array(value) for name, value in outputs.items()}

    def _forward(self, params: Tree, state: Tree, rows: Tree, indices: jax.Array) -> Tree:
        network = self.job.graphs.network
        batch = (rows[name][indices] for name in network.inputs)
        return _named(network, self.module.forward(params, state, *batch)[0])

    def compute(self, graph: Graph, given: Arrays) -> dict[str, Array]:
        """The outputs of a graph that learns nothing, of rows of its inputs."""
        with self.exact():
            arrays = [self._array(given[name]) for name in graph.inputs]
            made = emitted(Graphs(graph)).forward({}, {}, *arrays)[0]
        return {name: np.array(value) for name, value in _named(graph, made).items()}


def _taken(rows: Tree, indices: jax.Array, widths: tuple[tuple[str, int], ...]) -> Tree:
    """Some rows, sequences of these widths."""
    wide = dict(widths)
    return {n: (x[:, : wide[n]] if n in wide else x)[indices] for n, x in rows.items()}


def _named(graph: Graph, made: Any) -> Tree:
    """What a function gave, by the names of the outputs."""
    values = made if isinstance(made, tuple) else (made,)
    return dict(zip(graph.outputs, values, strict=True))


def _has_gpu() -> bool:
    """Whether JAX finds a GPU; it raises where its build knows none."""
    try:
        return bool(jax.devices("gpu"))
    except RuntimeError:
        return False
