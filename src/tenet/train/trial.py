"""Some steps of training, to look at and not to keep: no run is written."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from tenet.backends.engine import Backend, Engine, Job, Precision, make_engine
from tenet.backends.program import Graphs
from tenet.data.arrays import Array, Values
from tenet.elaborate.mistakes import NOT_YET
from tenet.frozen import frozen, replace
from tenet.limits import DEFAULT, Limits
from tenet.policy.duration import Clock
from tenet.source import Source
from tenet.train.course import course
from tenet.train.find_rate import find_rate
from tenet.train.motions import motions
from tenet.train.prepare import Prepared, prepare
from tenet.train.stages import rate_at
from tenet.train.start import first_weights


@frozen
class Trial:
    """An experiment with its data, the seed of what is drawn, first weights, and fields beside those of the data."""

    prepared: Prepared
    seed: int
    weights: Mapping[str, Array]
    beside: Mapping[str, Values] = {}

    def engine(
        self,
        backend: Backend,
        precision: Precision = "float32",
        graphs: Graphs | None = None,
    ) -> Engine:
        """An engine with the first weights; other graphs of the same parameters may be given."""
        settings = self.prepared.plan.settings
        job = Job(
            graphs or self.prepared.graphs,
            settings.optimizer,
            self.seed,
            precision=precision,
            clip=settings.clip,
            motions=motions(settings, self.prepared.graphs.own, self.clock),
            products=settings.precision,
        )
        engine = make_engine(backend, job)
        engine.feed({**self.prepared.rows(), **self.beside})
        engine.load(self.weights)
        return engine

    @property
    def exact(self) -> Trial:
        """The same without any `precision`."""
        return replace(self, prepared=self.prepared.exact)

    @property
    def clock(self) -> Clock:
        """How long training is."""
        return self.prepared.clock

    def losses(self, engine: Engine, count: int) -> list[float]:
        """The losses of the first steps, at the rates of the schedule."""
        settings, clock = self.prepared.plan.settings, self.clock
        found: list[object] = []
        ahead = course(engine, self.prepared, self.seed, 0, self.beside)
        for step, (batch, *more) in islice(ahead, count):
            found.append(engine.step(batch, rate_at(settings, clock, step), step, more))
        return engine.settle(found)


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
    if len(prepared.turns) > 1:
        names = " and ".join(f"`{turn.name}`" for turn in prepared.turns)
        raise NOT_YET.error(
            None,
            f"the spec trains {names} in turn; looking into steps of several networks is not supported"
            " yet",
            help="leave the others out of a copy of the spec, if its loss applies none of them",
        )
    drawn = prepared.plan.settings.seed if seed is None else seed
    if prepared.plan.settings.optimizer.sought is not None:
        prepared = prepared.with_rate(find_rate(prepared, "torch", drawn, "cpu").rate)
    weights, _ = first_weights(prepared, drawn, path.parent)
    return Trial(prepared, drawn, weights)
