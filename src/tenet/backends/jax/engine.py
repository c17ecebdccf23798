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
from tenet.backends.jax.loop import Loop, loops, settled
from tenet.backends.jax.narrow import narrowed
from tenet.backends.jax.running import emitted
from tenet.backends.jax.scaling import begun, scaling
from tenet.backends.jax.step import Fixed, Held, Step, Tree, compiled
from tenet.backends.mixing import Blend, arguments, mixture
from tenet.backends.program import Graphs
from tenet.data.arrays import Values
from tenet.ir.graph import Graph

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
        self.inputs = tuple(job.judged.inputs)
        self.judge = getattr(self.module, job.graphs.judging)
        self.moves = job.moves
        self.freezes = any(motion.still for motion in self.moves.values())
        self.device = device(job.device)
        self._held = Held({}, {}, {}, {}, {})
        self.fed = Fed({}, ())
        self.rows: Tree = {}
        self.others: list[JaxEngine] = []
        self._take = jax.jit(_taken, static_argnums=2)
        self.owners: list[tuple[str, JaxEngine, str]] = []
        """Of each parameter of another network: its path here, its engine, and its path there."""
        how = Step(job, self.module)
        self.rule = how.rule
        self._step = compiled(job, how.update, donate_argnums=0, static_argnums=4)
        self._pull = compiled(job, how.pulled, donate_argnums=(0, 1), static_argnums=6)
        self._move = jax.jit(how.moved, donate_argnums=0)
        self._measure = jax.jit(self._judge)
        self._infer = jax.jit(self._forward)
        self.derive = compiled(job, how.derived, static_argnums=5)
        self.loop = Loop(how) if loops(job) else None
        self.waits = False
        """Whether steps wait for one another: all rows are at hand, and equally long."""

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
        self._catch_up()
        self.fed = Fed(rows, self.job.fields)
        self.waits = self.loop is not None and not (self.fed.stored or self.fed.lengths)
        held = {} if self.fed.stored else self.fed.arrays
        with self.exact():
            self.rows = {name: self._placed(name, array) for name, array in held.items()}

    def expect(self, batches: Sequence[Array]) -> None:
        """Effect: these batches come next, and may be gathered."""
        self.fed.expect(batches)

    def _placed(self, name: str, array: Array) -> jax.Array:
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
        if self.others:
            self.loop = None  # a step of one reads what the step before of another has made
        for path in self.job.graphs.parameters.keys() - self.job.graphs.own.keys():
            network, _, inner = path.partition(".")
            other = engines[network]
            assert isinstance(other, JaxEngine)
            self.owners.append((path, other, inner))

    @property
    def constants(self) -> Tree:
        """The parameters and statistics of other networks, as they are now."""
        return {
            path: {**other.held.params, **other.held.state}[inner]
            for path, other, inner in self.owners
        }

    @property
    def held(self) -> Held:
        """What steps change, after all that were asked for."""
        self._catch_up()
        return self._held

    @held.setter
    def held(self, held: Held) -> None:
        self._catch_up()
        self._held = held

    def _catch_up(self) -> None:
        """Effect: no step waits."""
        if self.loop is not None and self.loop.wait is not None:
            with self.exact(training=True):
                self._held = self.loop.run(self._held, self.rows)

    def load(self, weights: Arrays) -> None:
        """Effect: the network's own parameters and statistics are these; the optimizer starts anew."""
        known = self.job.graphs.own
        with self.exact():
            now = {path: self._array(weights[path]) for path in known}
            params = {path: value for path, value in now.items() if known[path].trainable}
            state = {path: value for path, value in now.items() if not known[path].trainable}
            memory = {
                path: {slot: jnp.zeros_like(value) for slot in self.rule.slots}
                for path, value in params.items()
            }
            averaged = now if self.job.average is not None else {}
            averages = {path: jnp.array(value) for path, value in averaged.items()}
            self.held = Held(params, state, memory, averages, begun(self.job))

    def swap(self) -> None:
        """Effect: averages and weights have changed places."""
        params, state, _, averages, _ = self.held
        if averages:
            self.held = self.held._replace(
                params={path: averages[path] for path in params},
                state={path: averages[path] for path in state},
                averages={**params, **state},
            )

    def weights(self) -> dict[str, Array]:
        """A copy of the network's own parameters and statistics."""
        both = {**self.held.params, **self.held.state}
        return {path: np.array(both[path]) for path in self.job.graphs.own}

    def restore(self, slots: Arrays, step: int, scaling: Scaling | None = None) -> None:
        """Effect: the slots are these. The count of steps is handed to each step anyway."""
        with self.exact():
            self.held = self.held._replace(scaled=begun(self.job, scaling))
            for key, value in slots.items():
                path, _, slot = key.rpartition(":")
                of = self.held.averages if slot == AVERAGE else self.held.memory[path]
                of[path if slot == AVERAGE else slot] = self._array(value)

    def slots(self) -> dict[str, Array]:
        """A copy of the slots, by path."""
        return {
            f"{path}:{slot}": np.array(value)
            for path, slots in self.held.memory.items()
            for slot, value in slots.items()
        } | {f"{path}:{AVERAGE}": np.array(value) for path, value in self.held.averages.items()}

    @property
    def scaling(self) -> Scaling | None:
        """How the loss is scaled by now."""
        return scaling(self.held.scaled)

    def step(self, indices: Array, rate: float, step: int, more: Sequence[Array] = ()) -> object:
        """Effect: one update. The loss stays on the device until it is settled; a small step may wait for others."""
        still = frozen_at(self.moves, step) if self.freezes else NOTHING
        moment = (rate, step, self.job.share(step))
        if self.loop is not None and self.waits and not more:
            if not self.loop.takes(indices, still):
                self._catch_up()
            return self.loop.add(indices, moment, still)
        held, constants = self.held, self.constants
        with self.exact(training=True):
            if more:
                held, loss = self._step_of_many(held, constants, (indices, *more), moment, still)
            else:
                rows, chosen = self.chosen(indices)
                fixed: Fixed = (constants, rows, self.blend(indices, step), {})
                held, loss = self._step(held, fixed, chosen, moment, still)
        self.held = held
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
        state = held.state
        pulled: tuple[jax.Array, Tree] | None = None
        for number, (batch, share) in enumerate(zip(batches, shares(batches), strict=True)):
            place = (moment[1], number, share)
            rows, chosen = self.chosen(batch)
            fixed = (constants, rows, self.blend(batch, moment[1]), held.scaled)
            state, pulled = self._pull(state, pulled, held.params, fixed, chosen, place, still)
        assert pulled is not None
        loss, gradients = pulled
        return self._move(held._replace(state=state), gradients, moment), loss

    def settle(self, losses: Sequence[object]) -> list[float]:
        """The losses as numbers."""
        self._catch_up()
        return settled(list(losses))

    def measure(self, indices: Array) -> tuple[float, dict[str, Array]]:
        """Loss and outputs at inference."""
        with self.exact():
            loss, outputs = self._measure(self.all, *self.chosen(indices))
        return float(loss), {name: np.array(value) for name, value in outputs.items()}

    @property
    def all(self) -> Tree:
        """Every parameter and statistic, those of other networks too."""
        return {**self.held.params, **self.held.state, **self.constants}

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


def _named(graph: Graph, made: Any) -> Tree:
    """What a function gave, by the names of the outputs."""
    values = made if isinstance(made, tuple) else (made,)
    return dict(zip(graph.outputs, values, strict=True))
