"""Fit a network: rounds of steps, each judged and kept, on whichever backend.

A round lies between two validations: an epoch, unless the spec says otherwise.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from tenet.backends.engine import Array, threads
from tenet.train import history
from tenet.train.checkpoints import Checkpoint, read_weights, write_checkpoint
from tenet.train.course import course
from tenet.train.diagnosis import Replay, check_scales, not_finite
from tenet.train.find_rate import find_rate
from tenet.train.folders import fresh_folder, newest_folder
from tenet.train.judge import Judgement
from tenet.train.keeping import keep, newest
from tenet.train.layers import Layers
from tenet.train.prepare import prepare
from tenet.train.request import Request
from tenet.train.resuming import able_to_go_on, versions
from tenet.train.run import VERSION, Record, relative_folder
from tenet.train.sealing import write_sealed
from tenet.train.session import NOTHING, Session, Sofar, begun, check_free, resumed
from tenet.train.start import first_weights_again
from tenet.train.units import closed_layers, write_closed
from tenet.train.watcher import SILENT, Watcher


@able_to_go_on()
def fit(request: Request, watcher: Watcher = SILENT, training: int = 0) -> Path:
    """Train what is asked for, once; the folder of the run. Of several trainings, as of folds, it is one.

    Raises:
        TenetError: the spec, the data or the run is at fault.
        ModuleNotFoundError: the backend's framework is not installed.
    """
    if request.resume:
        folder = request.run or newest_folder(request.path)
        session = resumed(folder, request.source(), request.backend, watcher)
    else:
        session = _new(request, watcher, training)
    if request.layers:
        session.layers = Layers(session.turns, session.run.record.backend)
    _train(session, watcher)
    return session.run.folder


def _new(request: Request, watcher: Watcher, training: int) -> Session:
    """The session of a new run."""
    path, backend = request.path, request.backend or "torch"
    folder = request.run or fresh_folder(path)
    check_free(folder)
    source, overrides, limits = request.source(), request.overrides, request.limits
    prepared = prepare(source, path.parent, overrides, limits, training=training)
    settings = prepared.plan.settings
    seed = settings.seed if request.seed is None else request.seed
    rate = None
    if settings.optimizer.sought is not None:
        rate = find_rate(prepared, backend, seed, request.device).rate
        watcher.noticed(f"the learning rate is {rate:g}, found by a range test")
    record = Record(
        version=VERSION,
        spec=str(path),
        folder=relative_folder(path, folder),
        overrides=dict(overrides),
        limits=limits.raised,
        backend=backend,
        device=request.device,
        seed=seed,
        data=prepared.dataset.sha256,
        learning_rate=rate,
        training=training,
        versions=versions(backend),
        threads=threads(backend)[1],
    )
    return begun(folder, source, record, prepared.with_rate(rate))


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
        if session.layers is not None and step + 1 == end:
            made, session.sample = session.layers.step(batch, step, more)
        else:
            made = session.turns.step(batch, step, more)
        losses.append(made)
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
    done: dict[str, Any] = {
        "epoch": session.epoch,
        "step": session.step,
        "learning_rate": rates,
        **scalars,
    }
    if session.sample is not None:
        done["layers"] = session.sample
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
    """Effect: the run says how the best epoch does on every part, and which layers lost many units."""
    cut = any(stage.length is not None for stage in session.settings.staged)
    if session.prepared.dataset.live.nodes or cut:
        session.turns.feed(session.prepared.rows())
    session.turns.load(read_weights(session.run.best, session.prepared.parameters).weights)
    judged = {
        part: session.turns.judge(rows)
        for part, rows in session.prepared.dataset.parts.items()
        if len(rows)
    }
    write_closed(session.run, closed_layers(session.turns, session.run.record.backend))
    write_sealed(session.run.metrics, judged)
