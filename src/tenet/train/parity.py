"""Train the same steps on every backend, and compare: the same losses, to the rounding of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tenet.backends.engine import BACKENDS, Precision
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
from tenet.train.prepare import Turn
from tenet.train.trial import Engines, Trial
from tenet.types.shape import Shape

EXACT: tuple[Precision, ...] = ("float64", "float32")
TOLERANCES = {"float64": 1e-9, "float32": 1e-4, "f16": 5e-3, "bf16": 4e-2}
"""The largest relative difference of losses: what twenty steps make of the rounding of single numbers."""
LAST_PLACE = {"float64": 2**-52, "float32": 2**-23, "f16": 2**-10, "bf16": 2**-7}
"""The share of a number by which its neighbours differ from it, at most."""
NEIGHBOURS = 4
"""How many neighbours of the first weights tell how far a backend is from itself."""
ROOM = 10
"""How many times that is allowed: neighbours differ once, and backends round differently at every step."""


@frozen
class Parity:
    """The losses of a network on both backends, step by step, in a precision.

    Attributes:
        precision: what it is called.
        losses: those of each backend.
        own: how far, at most, the first backend was from itself up to each step, from weights that differ in their
            last place; empty where nothing hangs on it.
        network: whose they are, of several.
    """

    precision: str
    losses: tuple[tuple[float, ...], ...]
    own: tuple[float, ...] = ()
    network: str = ""

    @property
    def name(self) -> str:
        """The precision; of several networks, with the one that is meant."""
        return f"{self.network} {self.precision}".lstrip()

    @property
    def differences(self) -> tuple[float, ...]:
        """The relative difference at each step."""
        return apart(*self.losses)

    @property
    def allowed(self) -> tuple[float, ...]:
        """How large each may be. A network that turns one rounding into more has more room, and no other has."""
        own = self.own or (0.0,) * len(self.differences)
        return tuple(max(TOLERANCES[self.precision], ROOM * far) for far in own)

    @property
    def largest(self) -> float:
        """The largest relative difference; infinite where a loss is no number."""
        finite = all(np.isfinite(loss) for losses in self.losses for loss in losses)
        return max(self.differences) if finite else np.inf

    @property
    def holds(self) -> bool:
        """Whether the backends agree as far as the precision goes."""
        pairs = zip(self.differences, self.allowed, strict=True)
        return np.isfinite(self.largest) and all(found <= most for found, most in pairs)


def apart(first: Sequence[float], second: Sequence[float]) -> tuple[float, ...]:
    """The relative differences of losses.

    >>> apart([2.0, 1.0], [2.0, 0.5])
    (0.0, 0.5)
    """
    pairs = zip(first, second, strict=True)
    return tuple(abs(a - b) / max(abs(a), abs(b), 1e-300) for a, b in pairs)


@frozen
class Pair:
    """A trial with an engine of each backend, which calculate in a precision."""

    precision: str
    trial: Trial
    engines: tuple[Engines, ...]

    def compared(self, count: int) -> tuple[Parity, ...]:
        """The losses of so many steps from the trial's weights, of each network."""
        for engines in self.engines:
            engines.load(self.trial.weights)
        made = [engines.losses(self.trial, count) for engines in self.engines]
        names = [turn.name for turn in self.trial.prepared.turns]
        return tuple(
            Parity(
                self.precision,
                tuple(tuple(losses[name]) for losses in made),
                network=name if len(names) > 1 else "",
            )
            for name in names
        )

    def judged(self, count: int) -> tuple[Parity, ...]:
        """The same; what is further apart than usual is held against how far a backend is from itself."""
        found = self.compared(count)
        if all(parity.holds for parity in found):
            return found
        far = self._own([parity.losses[0] for parity in found])
        return tuple(replace(parity, own=own) for parity, own in zip(found, far, strict=True))

    def _own(self, losses: Sequence[Sequence[float]]) -> list[tuple[float, ...]]:
        """How far the first backend is from its losses, at most, up to each step, from neighbouring weights."""
        engines, far = self.engines[0], np.zeros((len(losses), len(losses[0])))
        for number in range(NEIGHBOURS):
            engines.load(self._neighbour(number))
            again = engines.losses(self.trial, len(losses[0])).values()
            moved = [apart(first, other) for first, other in zip(losses, again, strict=True)]
            far = np.fmax(far, np.nan_to_num(moved, nan=0.0, posinf=0.0))
        return [tuple(own) for own in np.maximum.accumulate(far, axis=1).tolist()]

    def _neighbour(self, number: int) -> dict[str, Array]:
        """The first weights, each moved in its last place."""
        exact = np.float64 if self.precision == "float64" else np.float32
        found: dict[str, Array] = {}
        for path, value in self.trial.weights.items():
            if value.dtype.kind == "f":
                signs = generator(number, "neighbour", path).choice([-1.0, 1.0], value.shape)
                found[path] = (value * (1 + LAST_PLACE[self.precision] * signs)).astype(exact)
            else:
                found[path] = value
        return found


def parity(trial: Trial, count: int) -> tuple[Parity, ...]:
    """So many steps on both backends, in each precision and in the spec's own, with the same draws.

    Each row keeps its draws: what dropout leaves out of it is the same in all steps.

    Raises:
        TenetError: something draws for a whole batch, so that rows cannot hold the draws.
    """
    return tuple(parity for pair in pairs(trial) for parity in pair.judged(count))


def pairs(trial: Trial, precisions: Sequence[Precision] = EXACT) -> Iterator[Pair]:
    """The trial with all draws beside its rows, in some precisions and in the spec's own.

    Raises:
        TenetError: something draws for a whole batch, so that rows cannot hold the draws.
    """
    exposed = {turn.name: _exposed(turn) for turn in trial.prepared.turns}
    graphs = {name: own for name, (own, _) in exposed.items()}
    beside = {
        turn.name: {
            name: _drawn(trial, turn, name, draw) for name, draw in exposed[turn.name][1].items()
        }
        for turn in trial.prepared.turns
    }
    trial = replace(trial, beside=beside)
    for number in precisions:
        yield _pair(trial.exact, graphs, number, number)
    told = trial.prepared.plan.settings.precision
    if told in HALVES:
        narrow = {name: own.narrowed(told) for name, own in graphs.items()}
        yield _pair(trial, narrow, "float32", told)


def _pair(trial: Trial, graphs: Mapping[str, Graphs], number: Precision, called: str) -> Pair:
    return Pair(called, trial, tuple(trial.engines(b, number, graphs) for b in BACKENDS))


def _exposed(turn: Turn) -> tuple[Graphs, dict[str, Draw]]:
    """A network and its objective with all draws as inputs."""
    plan = turn.plan
    network = expose_draws(plan.network, like=plan.objective)
    objective = expose_draws(plan.objective)
    for node in plan.objective.nodes:
        if any(not draw.type.batched for draw in node.op.draws(*node.types)):
            raise NOT_YET.error(
                node.span,
                f"`{node.op.term()}` draws for the whole batch, which two backends cannot be given alike yet",
                help="leave it out to compare the rest",
            )
    graphs = Graphs(run(SOURCE, network.graph), run(OBJECTIVE, objective.graph), others=plan.others)
    return graphs, objective.draws


def _drawn(trial: Trial, turn: Turn, name: str, draw: Draw) -> Values:
    """The draws of a name, for every row; of a sequence, for each of its places."""
    random, shape = generator(trial.seed, "draws", name), draw.type.shape
    rows = np.arange(trial.prepared.dataset.rows)
    long = lengths_of(shape[0], turn.sizes, rows) if shape else None
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
