"""Train the same steps on every backend, and compare: the same losses, to the rounding of numbers."""

from __future__ import annotations

from collections.abc import Iterable

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
from tenet.policy.precision import Precision as Products
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


Engines = dict[str, tuple[Engine, ...]]
"""An engine of each backend, in each precision."""


def parity(trial: Trial, count: int) -> tuple[Parity, ...]:
    """So many steps on both backends, in each precision and in the spec's own, with the same draws.

    Each row keeps its draws: what dropout leaves out of it is the same in all steps.

    Raises:
        TenetError: something draws for a whole batch, so that rows cannot hold the draws.
    """
    found = compared(*exposed(trial.exact), count)
    told = trial.prepared.plan.settings.precision
    return found + compared(*exposed(trial, [told]), count) if told in HALVES else found


def exposed(
    trial: Trial, precisions: Iterable[Precision | Products] = EXACT
) -> tuple[Trial, Engines]:
    """The trial with all draws beside its rows, and engines that are given them.

    Raises:
        TenetError: something draws for a whole batch, so that rows cannot hold the draws.
    """
    graphs, draws = _exposed(trial)
    trial = replace(trial, beside={name: _drawn(trial, name, draw) for name, draw in draws.items()})
    found: Engines = {}
    for precision in precisions:
        used = graphs.narrowed(precision) if precision in HALVES else graphs
        number: Precision = "float64" if precision == "float64" else "float32"
        found[precision] = tuple(trial.engine(backend, number, used) for backend in BACKENDS)
    return trial, found


def compared(trial: Trial, engines: Engines, count: int) -> tuple[Parity, ...]:
    """The losses of so many steps of engines, which begin with the trial's weights."""
    found = []
    for precision, pair in engines.items():
        for engine in pair:
            engine.load(trial.weights)
        losses = tuple(tuple(trial.losses(engine, count)) for engine in pair)
        found.append(Parity(precision, losses))
    return tuple(found)


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
