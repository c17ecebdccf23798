"""Train with JAX: the emitted functions in one jitted step with donated buffers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tenet.backends.engine import (
    AVERAGE,
    Array,
    Arrays,
    Engine,
    Job,
    Scaling,
    cast,
    frozen_at,
    shares,
)
from tenet.backends.feeding import Fed
from tenet.backends.jax.device import device
from tenet.backends.jax.motion import moved_in, moves
from tenet.backends.jax.narrow import narrowed
from tenet.backends.jax.rule import Rule
from tenet.backends.jax.running import emitted
from tenet.backends.jax.scaling import Scaled, begun, finite, rescaled, scaling
from tenet.backends.lowering import lower
from tenet.backends.mixing import Blend, arguments, mixture
from tenet.backends.program import Graphs
from tenet.data.arrays import Values
from tenet.ir.graph import Graph

Tree = dict[str, jax.Array]
Held = tuple[Tree, Tree, dict[str, Tree], Tree, Scaled]
"""What a step changes: parameters, statistics, slots by path, averages, and how the loss is scaled."""
Fixed = tuple[Tree, Tree, Blend | None, Scaled]
"""What a step reads: the parameters of other networks, the rows, how these are mixed, and how the loss is scaled."""
Moment = tuple[jax.Array, jax.Array, jax.Array]
"""Learning rate, step from 0, and the share of the new weights in their average."""
NOTHING: frozenset[str] = frozenset()
THREADS = "NPROC"
"""The variable of the environment that says among how many threads XLA divides a sum on a CPU."""


def threads() -> int:
    """How many threads a sum may be divided among: as many as there are processors, if nothing is said."""
    told = os.environ.get(THREADS, "")
    if told.isdecimal():
        return int(told)
    affinity = getattr(os, "sched_getaffinity", None)  # which Linux alone has
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def make(job: Job) -> Engine:
    """The JAX engine of a job."""
    return JaxEngine(job)


class JaxEngine:
    """A network in training on JAX."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.module = emitted(job.graphs)
        self.rule: Rule = lower(job.optimizer, "jax", None)
        self.inputs = tuple(job.judged.inputs)
        self.judge = getattr(self.module, job.graphs.judging)
        self.moves = job.moves
        self.freezes = any(motion.still for motion in self.moves.values())
        self.device = device(job.device)
        self.params: Tree = {}
        self.state: Tree = {}
        self.memory: dict[str, Tree] = {}
        self.fed = Fed({}, ())
        self.rows: Tree = {}
        self.others: list[JaxEngine] = []
        self._take = jax.jit(_taken, static_argnums=2)
        self.owners: list[tuple[str, JaxEngine, str]] = []
        """Of each parameter of another network: its path here, its engine, and its path there."""
        self.averages: Tree = {}
        self.scaled: Scaled = {}
        self._step = jax.jit(self._update, donate_argnums=0, static_argnums=4)
        self._pull = jax.jit(self._pulled, donate_argnums=(0, 1), static_argnums=6)
        self._move = jax.jit(self._moved, donate_argnums=0)
        self._measure = jax.jit(self._judge)
        self._infer = jax.jit(self._forward)
        self.derive = jax.jit(self._derived, static_argnums=5)

    @contextmanager
    def exact(self, *, training: bool = False) -> Iterator[None]:
        """JAX knows 64 bits only where it is told so, for integers too; and a GPU computes in tf32 unless told not to."""
        products = "tensorfloat32" if training and self.job.products == "tf32" else "highest"
        told = None if self.job.device == "cpu" else products
        with (
            jax.enable_x64(self.job.precision == "float64"),
            jax.default_device(self.device),
            jax.default_matmul_precision(told),
        ):
            yield

    def feed(self, rows: Mapping[str, Values]) -> None:
        """Effect: rows are arrays on the device; what is on the disk stays there."""
        self.fed = Fed(rows, self.job.fields)
        held = {} if self.fed.stored else self.fed.arrays
        with self.exact():
            self.rows = {name: self._held(name, array) for name, array in held.items()}

    def expect(self, batches: Sequence[Array]) -> None:
        """Effect: these batches come next, and may be gathered."""
        self.fed.expect(batches)

    def _held(self, name: str, array: Array) -> jax.Array:
        """Rows on the device, once for all networks that are trained in turn."""
        for other in self.others:
            if other.fed.arrays.get(name) is array and name in other.rows:
                return other.rows[name]
        return self._array(array, name)

    def chosen(self, indices: Array) -> tuple[Tree, Array]:
        """Rows, and which of them are meant; sequences no wider than these need."""
        widths = self.fed.widths(indices)
        if self.fed.stored:
            taken = {name: self._array(x, name) for name, x in self.fed.taken(indices).items()}
            return taken, np.arange(len(indices))
        if not widths:
            return self.rows, indices
        return self._take(self.rows, indices, tuple(widths.items())), np.arange(len(indices))

    def blend(self, indices: Array, step: int) -> Blend | None:
        """How some rows are mixed in a step."""
        by = mixture(self.job, self.fed, indices, step)
        if by is None:
            return None
        return by.partners, self._array(by.keep), self._array(by.share)

    def _array(self, array: Array, name: str = "") -> jax.Array:
        if array.dtype == np.int64 and self.job.precision == "float32":
            return jnp.array(narrowed(array, name))
        return jnp.array(cast(array, self.job.precision))

    def join(self, engines: Mapping[str, Engine]) -> None:
        """Effect: what the loss applies of others is read from their engines, step by step."""
        self.owners = []
        self.others = [e for e in engines.values() if isinstance(e, JaxEngine) and e is not self]
        for path in self.job.graphs.parameters.keys() - self.job.graphs.own.keys():
            network, _, inner = path.partition(".")
            other = engines[network]
            assert isinstance(other, JaxEngine)
            self.owners.append((path, other, inner))

    @property
    def constants(self) -> Tree:
        """The parameters and statistics of other networks, as they are now."""
        return {
            path: other.params[inner] if inner in other.params else other.state[inner]
            for path, other, inner in self.owners
        }

    def load(self, weights: Arrays) -> None:
        """Effect: the network's own parameters and statistics are these; the optimizer starts anew."""
        known = self.job.graphs.own
        with self.exact():
            self.params = {p: self._array(weights[p]) for p in known if known[p].trainable}
            self.state = {p: self._array(weights[p]) for p in known if not known[p].trainable}
            self.memory = {
                path: {slot: jnp.zeros_like(value) for slot in self.rule.slots}
                for path, value in self.params.items()
            }
            self._average({**self.params, **self.state})
            self.scaled = begun(self.job)

    def _average(self, weights: Tree) -> None:
        """Effect: the average is these, if there is one."""
        averaged = self.job.average is not None
        self.averages = {p: jnp.array(v) for p, v in weights.items()} if averaged else {}

    def swap(self) -> None:
        """Effect: averages and weights have changed places."""
        if self.averages:
            now = {**self.params, **self.state}
            self.params = {path: self.averages[path] for path in self.params}
            self.state = {path: self.averages[path] for path in self.state}
            self.averages = now

    def weights(self) -> dict[str, Array]:
        """A copy of the network's own parameters and statistics."""
        both = {**self.params, **self.state}
        return {path: np.array(both[path]) for path in self.job.graphs.own}

    def restore(self, slots: Arrays, step: int, scaling: Scaling | None = None) -> None:
        """Effect: the slots are these. The count of steps is handed to each step anyway."""
        with self.exact():
            self.scaled = begun(self.job, scaling)
            for key, value in slots.items():
                path, _, slot = key.rpartition(":")
                held = self.averages if slot == AVERAGE else self.memory[path]
                held[path if slot == AVERAGE else slot] = self._array(value)

    def slots(self) -> dict[str, Array]:
        """A copy of the slots, by path."""
        return {
            f"{path}:{slot}": np.array(value)
            for path, slots in self.memory.items()
            for slot, value in slots.items()
        } | {f"{path}:{AVERAGE}": np.array(value) for path, value in self.averages.items()}

    @property
    def scaling(self) -> Scaling | None:
        """How the loss is scaled by now."""
        return scaling(self.scaled)

    def step(self, indices: Array, rate: float, step: int, more: Sequence[Array] = ()) -> object:
        """Effect: one update. The loss stays on the device until it is settled."""
        still = frozen_at(self.moves, step) if self.freezes else NOTHING
        moment = (rate, step, self.job.share(step))
        held = (self.params, self.state, self.memory, self.averages, self.scaled)
        constants = self.constants
        with self.exact(training=True):
            if more:
                held, loss = self._step_of_many(held, constants, (indices, *more), moment, still)
            else:
                rows, chosen = self.chosen(indices)
                fixed: Fixed = (constants, rows, self.blend(indices, step), {})
                held, loss = self._step(held, fixed, chosen, moment, still)
            self.params, self.state, self.memory, self.averages, self.scaled = held
        return loss

    def _step_of_many(
        self,
        held: Held,
        constants: Tree,
        batches: Sequence[Array],
        moment: tuple[float, int, float],
        still: frozenset[str],
    ) -> tuple[Held, jax.Array]:
        """What is held after one update from several batches, and their loss.

        Each is a program of its own: inside a loop of XLA a convolution's step is far slower.
        """
        params, state, memory, averages, scaled = held
        pulled: tuple[jax.Array, Tree] | None = None
        for number, (batch, share) in enumerate(zip(batches, shares(batches), strict=True)):
            place = (moment[1], number, share)
            rows, chosen = self.chosen(batch)
            fixed = (constants, rows, self.blend(batch, moment[1]), scaled)
            state, pulled = self._pull(state, pulled, params, fixed, chosen, place, still)
        assert pulled is not None
        loss, gradients = pulled
        return self._move((params, state, memory, averages, scaled), gradients, moment), loss

    def _update(  # what jit traces and donates, by position
        self,
        held: Held,
        fixed: Fixed,
        indices: jax.Array,
        moment: Moment,
        still: frozenset[str],
    ) -> tuple[Held, jax.Array]:
        params, state, memory, averages, scaled = held
        key = jax.random.fold_in(jax.random.key(self.job.seed % 2**32), moment[1])
        fixed = (*fixed[:3], scaled)
        loss, state, gradients = self._derived(params, state, fixed, indices, key, still)
        return self._moved((params, state, memory, averages, scaled), gradients, moment), loss

    def _pulled(  # noqa: PLR0913, PLR0917  # what jit traces and donates, by position
        self,
        state: Tree,
        before: tuple[jax.Array, Tree] | None,
        params: Tree,
        fixed: Fixed,
        indices: jax.Array,
        place: Moment,
        still: frozenset[str],
    ) -> tuple[Tree, tuple[jax.Array, Tree]]:
        """The state after a batch; and its share of loss and gradients, added to what was before."""
        step, number, share = place
        key = jax.random.fold_in(jax.random.key(self.job.seed % 2**32), step)
        key = jax.random.fold_in(key, number)
        loss, state, gradients = self._derived(params, state, fixed, indices, key, still)
        own = jax.tree.map(lambda value: value * share, (loss, gradients))
        return state, own if before is None else jax.tree.map(jnp.add, before, own)

    def _derived(  # what the traced functions hand on
        self,
        params: Tree,
        state: Tree,
        fixed: Fixed,
        indices: jax.Array,
        key: jax.Array,
        still: frozenset[str],
    ) -> tuple[jax.Array, Tree, Tree]:
        """The loss of a batch, the state after it, and the gradients of what moves."""
        constants, rows, by, scaled = fixed
        given = arguments(self.job, {name: values[indices] for name, values in rows.items()}, by)

        def objective(moving: Tree) -> tuple[jax.Array, tuple[jax.Array, Tree]]:
            every, known = {**params, **moving, **constants}, {**state, **constants}
            loss, moved = self.module.loss(every, known, *given, training=True, key=key)
            left = {p: (state if p in still else moved)[p] for p in state}
            return loss * scaled["scale"] if scaled else loss, (loss, left)

        moving = {path: value for path, value in params.items() if path not in still}
        (_, (loss, moved)), gradients = jax.value_and_grad(objective, has_aux=True)(moving)
        if scaled:
            gradients = {path: value / scaled["scale"] for path, value in gradients.items()}
        return loss, moved, gradients

    def _moved(self, held: Held, gradients: Tree, moment: Moment) -> Held:
        """What is held after a step."""
        params, state, memory, averages, scaled = held
        moved, remembered = self._updated(held, gradients, moment)
        if scaled and gradients:
            fine = finite(gradients.values())
            moved, remembered = jax.tree.map(
                lambda new, old: jnp.where(fine, new, old), (moved, remembered), (params, memory)
            )
            moving = jnp.array([moves(still, moment[1]) for still in self.job.stills])
            scaled = rescaled(scaled, fine, moving)
        now = {**moved, **state}
        mean = {path: _nearer(value, now[path], moment[2]) for path, value in averages.items()}
        return moved, state, remembered, mean, scaled

    def _updated(self, held: Held, gradients: Tree, moment: Moment) -> tuple[Tree, dict[str, Tree]]:
        """Parameters and slots after an update."""
        params, _, memory, _, scaled = held
        rate, step, _ = moment
        if self.job.clip is not None:
            gradients = lower(self.job.clip, "jax", None, gradients)
        moved, remembered = dict(params), dict(memory)
        for path, gradient in gradients.items():
            motion = self.moves[path]
            own = rate if motion.factor == 1 else rate * motion.factor
            done = moved_in(motion, step)
            if scaled:
                done = scaled["updates"][self.job.stills.index(motion.still)]
            moved[path], remembered[path] = self.rule.move(
                params[path], gradient, memory[path], own, motion.decay, done + 1
            )
        return moved, remembered

    def settle(self, losses: Sequence[object]) -> list[float]:
        """The losses as numbers."""
        return [float(value) for value in jax.device_get(list(losses))]

    def measure(self, indices: Array) -> tuple[float, dict[str, Array]]:
        """Loss and outputs at inference."""
        with self.exact():
            loss, outputs = self._measure(self.all, *self.chosen(indices))
        return float(loss), {name: np.array(value) for name, value in outputs.items()}

    @property
    def all(self) -> Tree:
        """Every parameter and statistic, those of other networks too."""
        return {**self.params, **self.state, **self.constants}

    def _judge(self, every: Tree, rows: Tree, indices: jax.Array) -> tuple[jax.Array, Tree]:
        batch = {name: array[indices] for name, array in rows.items()}
        loss, _ = self.module.loss(every, every, *arguments(self.job, batch, None))
        made = self.judge(every, every, *(batch[name] for name in self.inputs))[0]
        return loss, _named(self.job.judged, made)

    def infer(self, indices: Array) -> dict[str, Array]:
        """The outputs of a batch as the exported network gives them."""
        with self.exact():
            outputs = self._infer(self.all, *self.chosen(indices))
        return {name: np.array(value) for name, value in outputs.items()}

    def _forward(self, every: Tree, rows: Tree, indices: jax.Array) -> Tree:
        network = self.job.graphs.network
        batch = (rows[name][indices] for name in network.inputs)
        return _named(network, self.module.forward(every, every, *batch)[0])

    def compute(self, graph: Graph, given: Arrays) -> dict[str, Array]:
        """The outputs of a graph that learns nothing, of rows of its inputs."""
        with self.exact():
            arrays = [self._array(given[name], name) for name in graph.inputs]
            made = emitted(Graphs(graph)).forward({}, {}, *arrays)[0]
        return {name: np.array(value) for name, value in _named(graph, made).items()}


def _taken(rows: Tree, indices: jax.Array, widths: tuple[tuple[str, int], ...]) -> Tree:
    """Some rows, sequences of these widths."""
    wide = dict(widths)
    return {n: (x[:, : wide[n]] if n in wide else x)[indices] for n, x in rows.items()}


def _nearer(mean: jax.Array, value: jax.Array, share: jax.Array) -> jax.Array:
    """A mean that has moved by a share towards a value; with all of it, the value itself."""
    return jnp.where(share == 1, value, mean + share * (value - mean)).astype(mean.dtype)


def _named(graph: Graph, made: Any) -> Tree:
    """What a function gave, by the names of the outputs."""
    values = made if isinstance(made, tuple) else (made,)
    return dict(zip(graph.outputs, values, strict=True))
