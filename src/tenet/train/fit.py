"""Fit a network: rounds of steps, each judged and kept, on whichever backend.

A round lies between two validations: an epoch, unless the spec says otherwise.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from tenet.atomic import remove_partial
from tenet.backends.engine import Array, Backend, threads
from tenet.frozen import frozen
from tenet.ir.graph import Graph
from tenet.limits import DEFAULT, Limits
from tenet.ops.norm import BatchNorm
from tenet.policy.duration import Clock
from tenet.policy.train import Train
from tenet.source import Source
from tenet.train import history
from tenet.train.checkpoints import Checkpoint, read_weights, write_checkpoint
from tenet.train.course import course
from tenet.train.diagnosis import Replay, check_scales, not_finite
from tenet.train.find_rate import find_rate
from tenet.train.folders import fresh_folder, newest_folder
from tenet.train.judge import Judgement
from tenet.train.keeping import Between, keep, make_last, newest, round_length
from tenet.train.mistakes import (
    BAD_CHECKPOINT,
    LONELY_ROW,
    RUN_EXISTS,
)
from tenet.train.prepare import Prepared, prepare
from tenet.train.resuming import able_to_go_on, check_unchanged, other_threads, versions
from tenet.train.run import VERSION, Record, Run, create_run, open_run, relative_folder
from tenet.train.sealing import write_sealed
from tenet.train.stages import stretches
from tenet.train.start import first_weights, first_weights_again
from tenet.train.turns import Turns
from tenet.train.watch import Watch, choice, watch
from tenet.types.dim import product
from tenet.types.shape import layout


class Watcher(Protocol):
    """Who is told how training goes: a progress bar, or nobody."""

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Training begins, of at most so many epochs, in rounds of so many steps."""

    def step(self, done: int) -> None:
        """So many steps of the round are done."""

    def epoch(self, record: dict[str, Any]) -> None:
        """A round is over; the record goes into the history."""

    def noticed(self, message: str) -> None:
        """Something is worth knowing, such as a damaged file that another stands in for."""

    def ended(self, reason: str) -> None:
        """Training is over, and why."""


@frozen
class Sofar:
    """What is known of a round in progress: the sums of the losses, each times its rows, and the rows."""

    losses: Mapping[str, float] = {}
    rows: int = 0


NOTHING = Sofar()


@dataclass(slots=True)
class Session:
    """A training in progress."""

    run: Run
    prepared: Prepared
    turns: Turns
    watch: Watch
    choice: Watch
    between: Between
    step: int = 0
    began: float = 0.0
    sofar: Sofar = NOTHING

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


@able_to_go_on()
def fit(  # noqa: PLR0913  # the options of the command, all by name
    path: Path,
    *,
    watcher: Watcher,
    overrides: Mapping[str, str] | None = None,
    backend: Backend | None = None,
    run: Path | None = None,
    resume: bool = False,
    device: str = "cpu",
    seed: int | None = None,
    limits: Limits = DEFAULT,
    training: int = 0,
) -> Path:
    """Train the spec at a path, once; the folder of the run. Of several trainings, as of folds, it is one.

    Raises:
        TenetError: the spec, the data or the run is at fault.
        ModuleNotFoundError: the backend's framework is not installed.
    """
    source = Source(str(path), path.read_text("utf-8-sig"))
    if resume:
        session = _resumed(newest_folder(path) if run is None else run, source, backend, watcher)
    else:
        prepared = prepare(source, path.parent, overrides or {}, limits, training=training)
        folder = fresh_folder(path) if run is None else run
        drawn = prepared.plan.settings.seed if seed is None else seed
        rate = None
        if prepared.plan.settings.optimizer.sought is not None:
            _check_free(folder)
            rate = find_rate(prepared, backend or "torch", drawn, device).rate
            watcher.noticed(f"the learning rate is {rate:g}, found by a range test")
        record = Record(
            version=VERSION,
            spec=str(path),
            folder=relative_folder(path, folder),
            overrides=dict(overrides or {}),
            limits=limits.raised,
            backend=backend or "torch",
            device=device,
            seed=drawn,
            data=prepared.dataset.sha256,
            learning_rate=rate,
            training=training,
            versions=versions(backend or "torch"),
            threads=threads(backend or "torch")[1],
        )
        session = _begun(folder, source, record, prepared.with_rate(rate))
    _train(session, watcher)
    return session.run.folder


def _begun(folder: Path, source: Source, record: Record, prepared: Prepared) -> Session:
    _check_free(folder)
    weights, taken = first_weights(prepared, record.seed, Path(source.name).parent)
    record = record.model_copy(update={"start": taken})
    session = _session(Run(folder, record), prepared)
    session.turns.load(weights)
    session.run = create_run(folder, source, record, prepared)
    return session


def _check_free(folder: Path) -> None:
    """Check that a folder holds no run yet; raises TenetError."""
    if (folder / "run.json").exists():
        raise RUN_EXISTS.error(
            None,
            f"{folder} holds a run already",
            help="go on with it by `--resume`, or name another folder by `--run`",
        )


def _resumed(folder: Path, source: Source, backend: Backend | None, watcher: Watcher) -> Session:
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


def _train(session: Session, watcher: Watcher) -> None:
    watcher.started(session.run.folder, session.epochs, session.round)
    if session.settings.precision == "tf32" and session.run.record.device == "cpu":
        watcher.noticed("a cpu has no tf32: products are in f32 here")
    while session.step < session.clock.steps and not session.watch.over:
        _steps(session, watcher)
        watcher.epoch(_judge(session))
    unit = "epochs" if session.round == session.clock.epoch else "validations"
    reason = (
        f"`{session.watch.part}.{session.watch.metric}` has not improved for"
        f" {session.watch.waited} {unit}"
        if session.watch.over
        else "all epochs are done"
    )
    _finish(session)
    watcher.ended(reason)


def _steps(session: Session, watcher: Watcher) -> None:
    """Effect: the steps that are left of the round are done."""
    start = session.step
    session.began = time.perf_counter()
    begun = start - start % session.round
    end = min(begun + session.round, session.clock.steps)
    losses: list[list[object]] = []
    sizes: list[int] = []
    ahead = course(session.turns, session.prepared, session.run.record.seed, start)
    for step, (batch, *more) in islice(ahead, end - start):
        losses.append(session.turns.step(batch, step, more))
        sizes.append(sum(map(len, (batch, *more))))
        session.step = step + 1
        watcher.step(session.step - begun)
        if session.step < end and session.between.due(session.step):
            _settle(session, losses, sizes)
            _keep(session, session.turns.weights())
            losses, sizes = [], []
    _settle(session, losses, sizes)


def _settle(session: Session, losses: list[list[object]], sizes: list[int]) -> None:
    """Effect: the losses of the last steps are counted, and known to be numbers."""
    values = session.turns.settle(losses)
    _check_finite(values, session)
    check_scales(session.run.record.backend, session.turns, session.step)
    sums = dict(session.sofar.losses)
    for name, own in values.items():
        for value, size in zip(own, sizes, strict=True):
            sums[name] = sums.get(name, 0.0) + value * size
    session.sofar = Sofar(sums, session.sofar.rows + sum(sizes))


def _judge(session: Session) -> dict[str, Any]:
    """A round, judged and kept; its record."""
    rows = session.sofar.rows
    means = {name: value / rows for name, value in session.sofar.losses.items()}
    judged: dict[str, Judgement] = {"train": {**means}}
    session.sofar = NOTHING
    validation = session.prepared.dataset.parts["validation"]
    if len(validation):
        judged["validation"] = session.turns.judge(validation)
    rates = session.turns.rates(session.step - 1)
    session.watch, _ = session.watch.seen(judged)
    session.choice, better = session.choice.seen(judged)
    session.turns.seen(judged)
    scalars = {part: _scalars(judgement) for part, judgement in judged.items()}
    seconds = {"seconds": round(time.perf_counter() - session.began, 4)}
    done = {"epoch": session.epoch, "step": session.step, "learning_rate": rates, **scalars}
    if better:
        state = {"epoch": session.epoch, "step": session.step}
        best = session.turns.judged_weights()
        write_checkpoint(session.run.best, Checkpoint(best, {}, state))
    history.append(session.run.history, done | seconds)
    _keep(session, session.turns.weights())
    return done | seconds


def _check_finite(losses: Mapping[str, list[float]], session: Session) -> None:
    """Check that the losses of the last steps are numbers; why the first that is none is none is found out."""
    bad = [
        (place, turn, loss)
        for turn, own in enumerate(losses.values())
        for place, loss in enumerate(own)
        if not math.isfinite(loss)
    ]
    if not bad:
        return
    place, turn, loss = min(bad, key=lambda found: found[:2])
    step = session.step - len(next(iter(losses.values()))) + place
    raise not_finite(_replay(session), session.turns.players[turn], loss, step)


def _replay(session: Session) -> Replay:
    """What it takes to do the steps since the last checkpoint again."""
    run, prepared = session.run, session.prepared
    found = newest(run, prepared.parameters, session.settings.last.count)
    start = (
        Checkpoint(first_weights_again(run, prepared), {}, {"step": 0})
        if found is None
        else found.checkpoint
    )
    return Replay(run.record.backend, session.turns, run.record.seed, start)


def _keep(session: Session, weights: dict[str, Array]) -> None:
    """Effect: where training stands is on the disk.

    It is written last: what it does not know of is done again on resuming.
    """
    state: dict[str, Any] = {"epoch": session.epoch, "step": session.step}
    state |= {"best": session.watch.best, "waited": session.watch.waited}
    state |= {
        "chosen": session.choice.best,
        "sofar": [dict(session.sofar.losses), session.sofar.rows],
    }
    state |= session.turns.state
    checkpoint = Checkpoint(weights, session.turns.slots(), state)
    keep(session.run, checkpoint, session.settings.last.count)
    session.between.done()


def _scalars(judgement: Judgement) -> Judgement:
    return {name: value for name, value in judgement.items() if isinstance(value, float)}


def _finish(session: Session) -> None:
    """Effect: metrics.json holds every part's judgement of the best epoch."""
    cut = any(stage.length is not None for stage in session.settings.staged)
    if session.prepared.dataset.live.nodes or cut:
        session.turns.feed(session.prepared.rows())
    session.turns.load(read_weights(session.run.best, session.prepared.parameters).weights)
    judged = {
        part: session.turns.judge(rows)
        for part, rows in session.prepared.dataset.parts.items()
        if len(rows)
    }
    write_sealed(session.run.metrics, judged)
