"""Some steps of training, to look at and not to keep: no run is written."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from tenet.backends.engine import Backend, Engine, Job, Precision, make_engine
from tenet.backends.program import Graphs
from tenet.data.arrays import Values
from tenet.frozen import frozen
from tenet.limits import DEFAULT, Limits
from tenet.policy.duration import Clock, Epochs, Steps
from tenet.source import Source
from tenet.train.batches import step_count
from tenet.train.course import course
from tenet.train.find_rate import find_rate
from tenet.train.prepare import Prepared, prepare
from tenet.train.weights import draw_weights


@frozen
class Trial:
    """An experiment with its data, the seed of what is drawn, and fields beside those of the data."""

    prepared: Prepared
    seed: int
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
        )
        engine = make_engine(backend, job)
        engine.feed({**self.prepared.rows(), **self.beside})
        engine.load(draw_weights(self.prepared.graph, self.seed))
        return engine

    @property
    def clock(self) -> Clock:
        """How long training is."""
        settings = self.prepared.plan.settings
        rows = len(self.prepared.dataset.parts["train"])
        each = step_count(rows, settings.batch, settings.accumulate)
        total = settings.steps or (settings.epochs or 0) * each
        return Clock(total, each, Steps if settings.epochs is None else Epochs)

    def losses(self, engine: Engine, count: int) -> list[float]:
        """The losses of the first steps, at the rates of the schedule."""
        settings = self.prepared.plan.settings
        full, clock = settings.optimizer.rate, self.clock
        found: list[object] = []
        ahead = course(engine, self.prepared, self.seed, 0, self.beside)
        for step, (batch, *more) in islice(ahead, count):
            rate = full * settings.schedule.multiplier(step, clock, full)
            found.append(engine.step(batch, rate, step, more))
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
    drawn = prepared.plan.settings.seed if seed is None else seed
    if prepared.plan.settings.optimizer.sought is not None:
        prepared = prepared.with_rate(find_rate(prepared, "torch", drawn, "cpu").rate)
    return Trial(prepared, drawn)
