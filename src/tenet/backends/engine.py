"""What a training backend does for the neutral loop: run emitted source on rows, by index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from tenet.backends.mistakes import NO_DEVICE
from tenet.backends.program import Graphs
from tenet.data.arrays import Values
from tenet.frozen import frozen
from tenet.ir.graph import Graph, Parameter
from tenet.policy.averaging import Averaging
from tenet.policy.clip import Clip
from tenet.policy.duration import Clock
from tenet.policy.mixing import Mixing
from tenet.policy.optimizer import Optimizer
from tenet.policy.precision import Precision as Products

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]
Backend = Literal["torch", "jax"]
BACKENDS: tuple[Backend, ...] = ("torch", "jax")
AVERAGE = "average"
"""What checkpoints call the slot that holds a parameter's average."""
Precision = Literal["float32", "float64"]
Stretch = tuple[int, float]
"""Steps from a first one on, and before an end, which may never come."""


@frozen
class Motion:
    """How a parameter moves.

    Attributes:
        factor: what the learning rate is multiplied by.
        decay: the weight decay.
        still: the steps, from 0, in which it does not move: each stretch from its first to before its last. Running
            statistics do not move either.
    """

    factor: float = 1.0
    decay: float = 0.0
    still: tuple[Stretch, ...] = ()

    def moves(self, step: int) -> bool:
        """Whether it moves in a step."""
        return not any(first <= step < end for first, end in self.still)

    def moved(self, step: int) -> int:
        """In how many of so many steps it has moved: its own count of steps.

        >>> [Motion(still=((0, 3), (5, float("inf")))).moved(step) for step in (2, 4, 5, 9)]
        [0, 1, 2, 2]
        """
        return step - sum(int(max(min(step, end) - first, 0)) for first, end in self.still)


@frozen
class Scaling:
    """How the loss is scaled in f16 by now.

    Attributes:
        scale: what the loss is multiplied by.
        good: how many steps in a row were finite.
        updates: how many updates were made, of parameters that move in the same steps, by `Job.stills`.
    """

    scale: float
    good: int
    updates: tuple[int, ...]


@frozen
class Job:
    """What an engine is made for.

    Attributes:
        graphs: the network and its objective, ready to be lowered.
        optimizer: what moves the parameters.
        seed: from which dropout is drawn.
        device: cpu or cuda.
        precision: of floating-point parameters and inputs; float64 is for proofs.
        clip: the bound that gradients are kept to, if any.
        motions: how each parameter moves, by path; as the optimizer alone says, unless given.
        average: the mean of the weights that is judged, if any.
        clock: how long training is; an average goes by it.
        products: what products are computed in while training. The graphs hold the casts of half precision.
        mix: how rows are mixed with one another, if they are.
    """

    graphs: Graphs
    optimizer: Optimizer
    seed: int = 0
    device: str = "cpu"
    precision: Precision = "float32"
    clip: Clip | None = None
    motions: Mapping[str, Motion] | None = None
    average: Averaging | None = None
    clock: Clock | None = None
    products: Products = "f32"
    mix: Mixing | None = None

    @property
    def scales(self) -> bool:
        """Whether the loss is scaled."""
        return self.products == "f16"

    @property
    def stills(self) -> tuple[tuple[Stretch, ...], ...]:
        """The steps that counts of updates leave out, of parameters that move together, in order."""
        return tuple(sorted({motion.still for motion in self.moves.values()}))

    def share(self, step: int) -> float:
        """The share of the weights after a step in their average."""
        if self.average is None:
            return 1.0
        assert self.clock is not None
        return self.average.share(step, self.clock)

    @cached_property
    def moves(self) -> Mapping[str, Motion]:
        """How each of the network's own parameters and statistics moves, by path."""
        plain = plain_motions(self.optimizer, self.graphs.own)
        return plain if self.motions is None else self.motions

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """What the loss is given: the network's inputs and the targets, in the order of its header."""
        assert self.graphs.objective is not None
        return tuple({**self.graphs.trained.inputs, **self.graphs.objective.inputs})

    @property
    def fields(self) -> tuple[str, ...]:
        """What the loss is given of the rows themselves; the rest tells how they are mixed."""
        told = {*self.graphs.partners, self.graphs.share}
        return tuple(name for name in self.arguments if name not in told)

    @property
    def judged(self) -> Graph:
        """The network as it is judged."""
        return self.graphs.network if self.graphs.judged is None else self.graphs.judged


class Engine(Protocol):
    """A network in training on one backend. Weights and slots travel as numpy arrays by path.

    They are the network's own: of another that its loss applies, it reads what that one's engine holds.
    """

    def feed(self, rows: Mapping[str, Values]) -> None:
        """Effect: these are the rows that indices choose from; each has one entry a row."""

    def expect(self, batches: Sequence[Array]) -> None:
        """Effect: these batches come next; those on the disk are gathered meanwhile."""

    def join(self, engines: Mapping[str, Engine]) -> None:
        """Effect: what the loss applies of other networks is what these engines hold, by network, as constants."""

    def load(self, weights: Arrays) -> None:
        """Effect: parameters and statistics are these; the optimizer starts anew."""

    def weights(self) -> dict[str, Array]:
        """A copy of parameters and statistics, by path."""

    def swap(self) -> None:
        """Effect: the averaged weights are in the place of the trained ones, and those in theirs; nothing without an average."""

    def restore(self, slots: Arrays, step: int, scaling: Scaling | None = None) -> None:
        """Effect: the optimizer goes on from these slots after so many steps, and the loss is scaled so."""

    def slots(self) -> dict[str, Array]:
        """A copy of what the optimizer remembers, and of the average, by `path:slot`."""

    @property
    def scaling(self) -> Scaling | None:
        """How the loss is scaled by now, if it is; waits for it."""

    def step(self, indices: Array, rate: float, step: int, more: Sequence[Array] = ()) -> object:
        """Effect: one update from a batch, and more of them, at a learning rate.

        Where the loss is scaled and a gradient is not finite, none is made but of the scale.
        Gives its loss, to be settled later: like the gradient, the mean over the batches by their rows.
        """

    def settle(self, losses: Sequence[object]) -> list[float]:
        """The numbers of losses that `step` gave; waits for them."""

    def measure(self, indices: Array) -> tuple[float, dict[str, Array]]:
        """The mean loss of a batch as it is judged, and the network's outputs for it."""

    def infer(self, indices: Array) -> dict[str, Array]:
        """The outputs of a batch as the exported network gives them."""

    def compute(self, graph: Graph, given: Arrays) -> dict[str, Array]:
        """The outputs of a graph that learns nothing, of rows of its inputs."""


def require_device(device: str, available: Mapping[str, bool]) -> None:
    """Check that a device is among those that a framework finds; raises TenetError."""
    if not available.get(device, False):
        found = ", ".join(name for name, there in available.items() if there)
        raise NO_DEVICE.error(
            None,
            f"there is no device `{device}` here",
            help=f"this machine has {found}: name it by `--device`",
        )


def make_engine(backend: Backend, job: Job) -> Engine:
    """The engine of a backend; only now is the framework imported.

    Raises:
        ModuleNotFoundError: the framework is not installed.
        TenetError: the machine has no such device.
    """
    engine: Engine = import_module(f"tenet.backends.{backend}.engine").make(job)
    return engine


def make_engines(backend: Backend, jobs: Mapping[str, Job]) -> dict[str, Engine]:
    """The engines of networks that are trained in turn, which read one another's parameters.

    Raises:
        ModuleNotFoundError: the framework is not installed.
        TenetError: the machine has no such device.
    """
    engines = {name: make_engine(backend, job) for name, job in jobs.items()}
    for engine in engines.values():
        engine.join(engines)
    return engines


def threads(backend: Backend) -> tuple[str, int]:
    """Among how many threads a backend divides sums, on whose last bit that tells; and the variable that says so."""
    engine = import_module(f"tenet.backends.{backend}.engine")
    return engine.THREADS, engine.threads()


def plain_motions(optimizer: Optimizer, parameters: Mapping[str, Parameter]) -> dict[str, Motion]:
    """How parameters move by the optimizer alone: its decay leaves biases and norms alone."""
    decayed = {"weights", "embeddings"}
    return {
        path: Motion(decay=optimizer.weight_decay if p.role in decayed else 0.0)
        for path, p in parameters.items()
    }


def frozen_at(motions: Mapping[str, Motion], step: int) -> frozenset[str]:
    """The parameters and statistics that do not move in a step."""
    return frozenset(path for path, motion in motions.items() if not motion.moves(step))


def cast(array: Array, precision: Precision) -> Array:
    """The array with floats of a precision; other types as they are."""
    return array.astype(np.dtype(precision), copy=False) if array.dtype.kind == "f" else array


def shares(batches: Sequence[Array]) -> list[float]:
    """The share of its rows that each batch has among all.

    >>> shares([np.arange(3), np.arange(1)])
    [0.75, 0.25]
    """
    total = sum(map(len, batches))
    return [len(batch) / total for batch in batches]
