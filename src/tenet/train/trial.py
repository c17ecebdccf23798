"""Some steps of training, to look at and not to keep: no run is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from tenet.backends.engine import Backend, Job, Precision, make_engines
from tenet.backends.program import Graphs
from tenet.data.arrays import Array, Indices, Values
from tenet.frozen import frozen, replace
from tenet.limits import DEFAULT, Limits
from tenet.policy.duration import Clock
from tenet.source import Source
from tenet.train.course import course
from tenet.train.find_rate import find_rate
from tenet.train.motions import motions
from tenet.train.prepare import Prepared, Turn, prepare
from tenet.train.stages import rate_at
from tenet.train.start import first_weights


@frozen
class Trial:
    """An experiment with its data, the seed of what is drawn, and first weights.

    `beside` are fields beside those of the data, by the network that is given them.
    """

    prepared: Prepared
    seed: int
    weights: Mapping[str, Array]
    beside: Mapping[str, Mapping[str, Values]] = {}

    def engines(
        self,
        backend: Backend,
        precision: Precision = "float32",
        graphs: Mapping[str, Graphs] | None = None,
    ) -> Engines:
        """Engines with the first weights; other graphs of the same parameters may be given by network."""
        return Engines(self, backend, precision, graphs or {})

    @property
    def exact(self) -> Trial:
        """The same without any `precision`."""
        return replace(self, prepared=self.prepared.exact)

    @property
    def clock(self) -> Clock:
        """How long training is."""
        return self.prepared.clock

    def own(self, turn: Turn, weights: Mapping[str, Array]) -> dict[str, Array]:
        """Of all weights those of one network, by its own paths."""
        return {path: weights[self.prepared.scoped(turn.name, path)] for path in turn.graphs.own}


class Engines:
    """The engines of a trial's networks on one backend, which step in turn."""

    def __init__(
        self, trial: Trial, backend: Backend, precision: Precision, graphs: Mapping[str, Graphs]
    ) -> None:
        self.trial = trial
        jobs = {}
        for turn in trial.prepared.turns:
            settings = turn.plan.settings
            jobs[turn.name] = Job(
                graphs.get(turn.name, turn.graphs),
                settings.optimizer,
                trial.seed,
                precision=precision,
                clip=settings.clip,
                motions=motions(settings, turn.graphs.own, trial.clock),
                products=settings.precision,
            )
        self.by_network = make_engines(backend, jobs)
        self.feed(trial.prepared.rows())
        self.load(trial.weights)

    def feed(self, rows: Mapping[str, Values]) -> None:
        """Effect: each engine has these rows, the lengths by its network's names, and what is beside."""
        for turn in self.trial.prepared.turns:
            own = {**rows, **turn.lengths(rows), **self.trial.beside.get(turn.name, {})}
            self.by_network[turn.name].feed(own)

    def expect(self, batches: Sequence[Indices]) -> None:
        """Effect: each engine may gather these batches, which come next."""
        for engine in self.by_network.values():
            engine.expect(batches)

    def load(self, weights: Mapping[str, Array]) -> None:
        """Effect: parameters and statistics are these; the optimizers start anew."""
        for turn in self.trial.prepared.turns:
            self.by_network[turn.name].load(self.trial.own(turn, weights))

    def losses(self, trial: Trial, count: int) -> dict[str, list[float]]:
        """The losses of the first steps of a trial, by network, at the rates of its schedules."""
        found: dict[str, list[object]] = {name: [] for name in self.by_network}
        ahead = course(self, trial.prepared, trial.seed, 0)
        for step, (batch, *more) in islice(ahead, count):
            for turn in trial.prepared.turns:
                rate = rate_at(turn.plan.settings, trial.clock, step)
                made = self.by_network[turn.name].step(batch, rate, step, more)
                found[turn.name].append(made)
        return {name: self.by_network[name].settle(own) for name, own in found.items()}


def trial(
    path: Path,
    overrides: Mapping[str, str] | None = None,
    seed: int | None = None,
    limits: Limits = DEFAULT,
) -> Trial:
    """The trial of the spec at a path.

    Raises:
        TenetError: the spec or the data is at fault.
    """
    source = Source(str(path), path.read_text("utf-8-sig"))
    prepared = prepare(source, path.parent, overrides or {}, limits)
    drawn = prepared.plan.settings.seed if seed is None else seed
    if prepared.plan.settings.optimizer.sought is not None:
        prepared = prepared.with_rate(find_rate(prepared, "torch", drawn, "cpu").rate)
    weights, _ = first_weights(prepared, drawn, path.parent)
    return Trial(prepared, drawn, weights)
