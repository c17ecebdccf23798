"""Train the same steps on every backend, and compare: the same losses, to the rounding of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tenet.backends.engine import BACKENDS, Engine, Precision
from tenet.backends.program import Graphs
from tenet.catalogue.draw import Draw
from tenet.data.arrays import Array, Ragged, Values
from tenet.data.drawing import generator
from tenet.elaborate.mistakes import NOT_YET
from tenet.frozen import frozen, replace
from tenet.passes.expose_draws import expose_draws
from tenet.passes.pipeline import OBJECTIVE, SOURCE, run
from tenet.policy.precision import HALVES
from tenet.train.lengths import lengths_of
from tenet.train.trial import Trial
from tenet.types.shape import Shape

EXACT: tuple[Precision, ...] = ("float64", "float32")
TOLERANCES = {"float64": 1e-9, "float32": 1e-4, "f16": 5e-3, "bf16": 4e-2}
"""The largest relative difference of losses: what twenty steps make of the rounding of single numbers."""


@frozen
class Parity:
    """The losses of both backends, step by step, in a precision."""

    precision: str
    losses: tuple[tuple[float, ...], ...]

    @property
    def differences(self) -> tuple[float, ...]:
        """The relative difference at each step."""
        pairs = zip(*self.losses, strict=True)
        return tuple(abs(a - b) / max(abs(a), abs(b), 1e-300) for a, b in pairs)

    @property
    def largest(self) -> float:
        """The largest relative difference; infinite where a loss is no number."""
        finite = all(np.isfinite(loss) for losses in self.losses for loss in losses)
        return max(self.differences) if finite else np.inf

    @property
    def holds(self) -> bool:
        """Whether the backends agree as far as the precision goes."""
        return self.largest <= TOLERANCES[self.precision]


@frozen
class Pair:
    """A trial with an engine of each backend, which calculate in a precision."""

    precision: str
    trial: Trial
    engines: tuple[Engine, ...]

    def compared(self, count: int) -> Parity:
        """The losses of so many steps from the trial's weights."""
        for engine in self.engines:
            engine.load(self.trial.weights)
        return Parity(
            self.precision,
            tuple(tuple(self.trial.losses(engine, count)) for engine in self.engines),
        )


def parity(trial: Trial, count: int) -> tuple[Parity, ...]:
    """So many steps on both backends, in each precision and in the spec's own, with the same draws.

    Each row keeps its draws: what dropout leaves out of it is the same in all steps.

    Raises:
        TenetError: something draws for a whole batch, so that rows cannot hold the draws.
    """
    return tuple(pair.compared(count) for pair in pairs(trial))


def pairs(trial: Trial, precisions: Sequence[Precision] = EXACT) -> Iterator[Pair]:
    """The trial with all draws beside its rows, in some precisions and in the spec's own.

    Raises:
        TenetError: something draws for a whole batch, so that rows cannot hold the draws.
    """
    graphs, draws = _exposed(trial)
    trial = replace(trial, beside={name: _drawn(trial, name, draw) for name, draw in draws.items()})
    for number in precisions:
        yield _pair(trial.exact, graphs, number, number)
    told = trial.prepared.plan.settings.precision
    if told in HALVES:
        yield _pair(trial, graphs.narrowed(told), "float32", told)


def _pair(trial: Trial, graphs: Graphs, number: Precision, called: str) -> Pair:
    return Pair(called, trial, tuple(trial.engine(b, number, graphs) for b in BACKENDS))


def _exposed(trial: Trial) -> tuple[Graphs, dict[str, Draw]]:
    """The network and its objective with all draws as inputs."""
    plan = trial.prepared.plan
    network = expose_draws(plan.network, like=plan.objective)
    objective = expose_draws(plan.objective)
    for node in plan.network.nodes:
        if any(not draw.type.batched for draw in node.op.draws(*node.types)):
            raise NOT_YET.error(
                node.span,
                f"`{node.op.term()}` draws for the whole batch, which two backends cannot be given alike yet",
                help="leave it out to compare the rest",
            )
    return Graphs(run(SOURCE, network.graph), run(OBJECTIVE, objective.graph)), objective.draws


def _drawn(trial: Trial, name: str, draw: Draw) -> Values:
    """The draws of a name, for every row; of a sequence, for each of its places."""
    random, shape = generator(trial.seed, "draws", name), draw.type.shape
    rows = np.arange(trial.prepared.dataset.rows)
    long = lengths_of(shape[0], trial.prepared.sizes, rows) if shape else None
    if long is None:
        return _numbers(random, draw, (len(rows), *shape))
    return Ragged(_numbers(random, draw, (int(long.sum()), *shape[1:])), long)


def _numbers(random: np.random.Generator, draw: Draw, shape: Shape) -> Array:
    """Independent numbers of a law."""
    sizes = tuple(int(str(size)) for size in shape)
    if draw.law == "normal":
        return random.standard_normal(sizes).astype(np.float32)
    if draw.law == "uniform":
        low, high = draw.type.range.low, draw.type.range.high
        return random.uniform(low, high, sizes).astype(np.float32)
    return (random.random(sizes) >= draw.rate).astype(np.float32)
