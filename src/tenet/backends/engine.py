"""What a training backend does for the neutral loop: run emitted source on rows, by index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from tenet.backends.mistakes import NO_DEVICE
from tenet.backends.program import Graphs
from tenet.data.arrays import Values
from tenet.frozen import frozen
from tenet.ir.graph import Graph
from tenet.policy.clip import Clip
from tenet.policy.optimizer import Optimizer

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]
Backend = Literal["torch", "jax"]
BACKENDS: tuple[Backend, ...] = ("torch", "jax")
Precision = Literal["float32", "float64"]


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
    """

    graphs: Graphs
    optimizer: Optimizer
    seed: int = 0
    device: str = "cpu"
    precision: Precision = "float32"
    clip: Clip | None = None

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the loss is given: the network's inputs and the targets, in the order of its header."""
        assert self.graphs.objective is not None
        return tuple({**self.graphs.trained.inputs, **self.graphs.objective.inputs})

    @property
    def judged(self) -> Graph:
        """The network as it is judged."""
        return self.graphs.network if self.graphs.judged is None else self.graphs.judged


class Engine(Protocol):
    """A network in training on one backend. Weights and slots travel as numpy arrays by path."""

    def feed(self, rows: Mapping[str, Values]) -> None:
        """Effect: these are the rows that indices choose from; each has one entry a row."""

    def load(self, weights: Arrays) -> None:
        """Effect: parameters and statistics are these; the optimizer starts anew."""

    def weights(self) -> dict[str, Array]:
        """A copy of parameters and statistics, by path."""

    def restore(self, slots: Arrays, step: int) -> None:
        """Effect: the optimizer goes on from these slots after so many steps."""

    def slots(self) -> dict[str, Array]:
        """A copy of what the optimizer remembers, by `path:slot`."""

    def step(self, indices: Array, rate: float, step: int, more: Sequence[Array] = ()) -> object:
        """Effect: one update from a batch, and more of them, at a learning rate.

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


def decays(job: Job) -> dict[str, float]:
    """The weight decay of each trained parameter: biases and norms are left alone."""
    return {
        p.path: job.optimizer.weight_decay if p.role in {"weights", "embeddings"} else 0.0
        for p in job.graphs.parameters.values()
        if p.trainable
    }


def cast(array: Array, precision: Precision) -> Array:
    """The array with floats of a precision; other types as they are."""
    return array.astype(np.dtype(precision)) if array.dtype.kind == "f" else array


def shares(batches: Sequence[Array]) -> list[float]:
    """The share of its rows that each batch has among all.

    >>> shares([np.arange(3), np.arange(1)])
    [0.75, 0.25]
    """
    total = sum(map(len, batches))
    return [len(batch) / total for batch in batches]
