"""A training in progress: how it begins in a new run, and how it goes on in one that was broken off."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenet.atomic import check_writable, remove_partial
from tenet.backends.engine import Backend
from tenet.frozen import frozen
from tenet.ir.graph import Graph
from tenet.ops.norm import BatchNorm
from tenet.policy.duration import Clock
from tenet.policy.train import Train
from tenet.source import Source
from tenet.train import history
from tenet.train.checkpoints import read_weights
from tenet.train.keeping import Between, check_room, make_last, newest, round_length
from tenet.train.layers import Layers, Sample
from tenet.train.mistakes import BAD_CHECKPOINT, LONELY_ROW, RUN_EXISTS
from tenet.train.prepare import Prepared
from tenet.train.resuming import check_unchanged, other_threads
from tenet.train.run import Record, Run, create_run, open_run
from tenet.train.stages import stretches
from tenet.train.start import first_weights, first_weights_again
from tenet.train.turns import Turns
from tenet.train.watch import Watch, choice, watch
from tenet.train.watcher import Watcher
from tenet.types.dim import product
from tenet.types.shape import layout


@frozen
class Sofar:
    """What is known of a round in progress: the sums of the losses, each times its rows, and the rows."""

    losses: Mapping[str, float] = {}
    rows: int = 0


NOTHING = Sofar()


@dataclass(slots=True)
class Session:
    """A training in progress; `layers` are those that are sampled in the last step of each round, if any are."""

    run: Run
    prepared: Prepared
    turns: Turns
    watch: Watch
    choice: Watch
    between: Between
    step: int = 0
    began: float = 0.0
    sofar: Sofar = NOTHING
    layers: Layers | None = None
    sample: Sample | None = None

    @property
    def clock(self) -> Clock:
        """How long training is."""
        return self.turns.clock

    @property
    def epoch(self) -> int:
        """How many epochs have begun."""
        return math.ceil(self.step / self.clock.epoch)

    @property
    def round(self) -> int:
        """How many steps a round has; the last may have fewer."""
        return round_length(self.settings, self.clock)

    @property
    def settings(self) -> Train:
        """The settings of the `train` section; of several networks, those that they have in common."""
        return self.prepared.plan.settings

    @property
    def epochs(self) -> int:
        """How many epochs there are at most."""
        return math.ceil(self.clock.steps / self.clock.epoch)


def begun(folder: Path, source: Source, record: Record, prepared: Prepared) -> Session:
    """The session of a new run. Effect: the folder holds the run.

    Raises:
        TenetError: the first weights are not to be had, or the disk refuses the run.
    """
    weights, taken = first_weights(prepared, record.seed, Path(source.name).parent)
    check_room(folder, weights, prepared.plan.settings.last.count)
    record = record.model_copy(update={"start": taken})
    session = _session(Run(folder, record), prepared)
    session.turns.load(weights)
    session.run = create_run(folder, source, record, prepared)
    return session


def check_free(folder: Path) -> None:
    """Check that a run can begin in a folder: that it holds none yet, and can be written.

    Raises:
        TenetError: it holds one.
        NotWritten: the system would refuse it.
    """
    if (folder / "run.json").exists():
        raise RUN_EXISTS.error(
            None,
            f"{folder} holds a run already",
            help="go on with it by `--resume`, or name another folder by `--run`",
        )
    check_writable(folder)


def resumed(folder: Path, source: Source, backend: Backend | None, watcher: Watcher) -> Session:
    """The session of a run that goes on from its last checkpoint that is whole.

    Raises:
        TenetError: there is no such run, or what it began with has changed.
    """
    run = open_run(folder)
    if backend is not None and backend != run.record.backend:
        run = Run(folder, run.record.model_copy(update={"backend": backend}))
    check_unchanged(run, source)
    told = other_threads(run)
    if told is not None:
        watcher.noticed(told)
    session = _session(run, run.prepared())
    remove_partial(folder)
    parameters = session.prepared.parameters
    found = newest(run, parameters, session.settings.last.count)
    if found is None:  # killed before the first checkpoint
        session.turns.load(first_weights_again(run, session.prepared))
        history.cut(run.history, 0)
        return session
    for message in found.damaged:
        watcher.noticed(f"{message}; the checkpoint before stands in for it")
    make_last(run, found.number, session.settings.last.count)
    last = found.checkpoint
    _restore(session, last.state)
    if session.step >= session.round:
        read_weights(run.best, parameters)  # better told now than when all is done
    session.turns.load(last.weights)
    session.turns.restore(last.slots, session.step, last.state)
    history.cut(run.history, session.step)
    return session


def _restore(session: Session, state: dict[str, Any]) -> None:
    """Effect: the session stands where a checkpoint says."""
    try:
        session.step = state["step"]
        session.sofar = Sofar(*state["sofar"])
        session.watch = session.watch.resumed(state["best"], state["waited"])
        session.choice = session.choice.resumed(state["chosen"], 0)
        session.turns.resume(state)
    except KeyError as error:
        message = f"{session.run.last} does not say where training stands: it lacks {error}"
        raise BAD_CHECKPOINT.error(None, message) from None


def _session(run: Run, prepared: Prepared) -> Session:
    settings, record = prepared.plan.settings, run.record
    turns = Turns(prepared, record, record.backend)
    turns.feed(prepared.rows())
    rows = prepared.dataset.parts["train"]
    learnt = (stretch.chosen(rows, record.seed) for stretch in stretches(settings, turns.clock))
    fewest = min(settings.batch, *map(len, learnt))
    for turn in prepared.turns:
        _check_statistics(turn.plan.objective, fewest)
    between = Between(settings, turns.clock)
    return Session(run, prepared, turns, watch(prepared), choice(prepared), between)


def _check_statistics(graph: Graph, rows: int) -> None:
    """Check that every norm over the batch has more than one value of each channel in a batch."""
    for node in graph.nodes:
        if isinstance(node.op, BatchNorm) and rows == 1 == product(
            layout(node.types[0].shape).places
        ):
            raise LONELY_ROW.error(
                node.span,
                "`batch_norm` takes the variance over a batch, but a batch is one row",
                help="train with a `batch` of at least 2, or use `layer_norm`",
            )
