"""Fit a network: the loop over epochs, with checkpoints after each, on whichever backend."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tenet import __version__
from tenet.atomic import remove_partial
from tenet.backends.engine import Backend, Engine, Job, make_engine
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph
from tenet.limits import DEFAULT, Limits
from tenet.ops.norm import BatchNorm
from tenet.policy.duration import Clock, Epochs, Steps
from tenet.policy.train import Train
from tenet.source import Source
from tenet.train import history
from tenet.train.batches import grouped, shuffled_batches, step_count
from tenet.train.checkpoints import Checkpoint, read_weights, write_checkpoint
from tenet.train.judge import Judgement, judge
from tenet.train.mistakes import (
    BAD_CHECKPOINT,
    CALMER,
    LONELY_ROW,
    LOSS_NOT_FINITE,
    RUN_CHANGED,
    RUN_EXISTS,
)
from tenet.train.prepare import Prepared, prepare
from tenet.train.run import VERSION, Record, Run, create_run, open_run, relative_folder
from tenet.train.watch import Slowing, Watch, slowing, watch
from tenet.train.weights import draw_weights
from tenet.types.dim import product
from tenet.types.shape import layout


class Watcher(Protocol):
    """Who is told how training goes: a progress bar, or nobody."""

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Training begins, of at most so many epochs of so many steps."""

    def step(self, done: int) -> None:
        """So many steps of the epoch are done."""

    def epoch(self, record: dict[str, Any]) -> None:
        """An epoch is over; the record goes into the history."""

    def ended(self, reason: str) -> None:
        """Training is over, and why."""


@dataclass(slots=True)
class Session:
    """A training in progress."""

    run: Run
    prepared: Prepared
    engine: Engine
    clock: Clock
    watch: Watch
    slowing: Slowing | None
    epoch: int = 0
    step: int = 0

    @property
    def settings(self) -> Train:
        """The settings of the `train` section."""
        return self.prepared.plan.settings

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        full = self.settings.optimizer.learning_rate
        cut = 1.0 if self.slowing is None else self.slowing.factor
        return full * self.settings.schedule.multiplier(self.step, self.clock, full) * cut

    @property
    def epochs(self) -> int:
        """How many epochs there are at most."""
        return math.ceil(self.clock.steps / self.clock.epoch)


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
) -> Path:
    """Train the spec at a path; the folder of the run.

    Raises:
        TenetError: the spec, the data or the run is at fault.
        ModuleNotFoundError: the backend's framework is not installed.
    """
    source = Source(str(path), path.read_text("utf-8-sig"))
    if resume:
        session = _resumed(_newest(path) if run is None else run, source, backend)
    else:
        prepared = prepare(source, path.parent, overrides or {}, limits)
        folder = _fresh_folder(path) if run is None else run
        record = Record(
            version=VERSION,
            spec=str(path),
            folder=relative_folder(path, folder),
            overrides=dict(overrides or {}),
            limits=limits.raised,
            backend=backend or "torch",
            device=device,
            seed=prepared.plan.settings.seed if seed is None else seed,
            data=prepared.dataset.sha256,
            tenet=__version__,
        )
        session = _begun(folder, source, record, prepared)
    _train(session, watcher)
    return session.run.folder


def _begun(folder: Path, source: Source, record: Record, prepared: Prepared) -> Session:
    if (folder / "run.json").exists():
        raise RUN_EXISTS.error(
            None,
            f"{folder} holds a run already",
            help="go on with it by `--resume`, or name another folder by `--run`",
        )
    session = _session(Run(folder, record), prepared)
    session.engine.load(draw_weights(prepared.graph, record.seed))
    session.run = create_run(folder, source, record, prepared)
    return session


def _changed_imports(run: Run, source: Source) -> str | None:
    """A file that the spec imports and that is not what it was when the run began, if there is one."""
    limits = Limits(**run.record.limits)
    now = elaborate(source, run.record.overrides, limits=limits).experiment.imports
    then = run.imports
    return next((path for path in {**then, **now} if then.get(path) != now.get(path)), None)


def _resumed(folder: Path, source: Source, backend: Backend | None) -> Session:
    run = open_run(folder)
    if run.source().text != source.text:
        raise RUN_CHANGED.error(
            None,
            f"the spec has changed since {folder} began",
            help="train anew, or put the old text back: it is spec.tenet in the run",
        )
    changed = _changed_imports(run, source)
    if changed:
        raise RUN_CHANGED.error(
            None,
            f"`{changed}`, which the spec imports, has changed since {folder} began",
            help="train anew, or put the old text back: it is in imports.json of the run",
        )
    if backend is not None and backend != run.record.backend:
        run = Run(folder, run.record.model_copy(update={"backend": backend}))
    session = _session(run, run.prepared())
    remove_partial(folder)
    if not run.last.exists():  # killed before the first epoch was over
        session.engine.load(draw_weights(session.prepared.graph, run.record.seed))
        history.cut(run.history, 0)
        return session
    last = read_weights(run.last, session.prepared.graph)
    try:
        epoch, step, best, waited = (last.state[k] for k in ("epoch", "step", "best", "waited"))
        if session.slowing is not None:
            session.slowing = session.slowing.resumed(last.state["plateau"])
    except KeyError as error:
        message = f"{run.last} does not say where training stands: it lacks {error}"
        raise BAD_CHECKPOINT.error(None, message) from None
    session.engine.load(last.weights)
    session.engine.restore(last.slots, step)
    session.epoch, session.step = epoch, step
    session.watch = session.watch.resumed(best, waited)
    history.cut(run.history, epoch)
    return session


def _session(run: Run, prepared: Prepared) -> Session:
    settings, record = prepared.plan.settings, run.record
    job = Job(prepared.graphs, settings.optimizer, record.seed, record.device, clip=settings.clip)
    engine = make_engine(record.backend, job)
    engine.feed(prepared.rows())
    rows = len(prepared.dataset.parts["train"])
    _check_statistics(prepared.graph, min(rows, settings.batch))
    each = step_count(rows, settings.batch, settings.accumulate)
    total = settings.steps or (settings.epochs or 0) * each
    clock = Clock(total, each, Steps if settings.epochs is None else Epochs)
    watched = watch(prepared.plan, prepared.dataset)
    slow = slowing(prepared.plan, prepared.dataset)
    return Session(run, prepared, engine, clock, watched, slow)


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
    watcher.started(session.run.folder, session.epochs, session.clock.epoch)
    while session.step < session.clock.steps and not session.watch.over:
        watcher.epoch(_epoch(session, watcher))
    reason = (
        f"`{session.watch.part}.{session.watch.metric}` has not improved for"
        f" {session.watch.waited} epochs"
        if session.watch.over
        else "all epochs are done"
    )
    _finish(session)
    watcher.ended(reason)


def _epoch(session: Session, watcher: Watcher) -> dict[str, Any]:
    """One pass over the training rows, judged and checkpointed; its record."""
    began = time.perf_counter()
    settings, record = session.settings, session.run.record
    rows = session.prepared.dataset.parts["train"]
    if session.prepared.dataset.live.nodes:
        session.engine.feed(session.prepared.rows(record.seed, session.epoch + 1))
    losses, sizes, rate = [], [], 0.0
    cut = shuffled_batches(rows, settings.batch, record.seed, session.epoch)
    for batch, *more in grouped(cut, settings.accumulate):
        if session.step >= session.clock.steps:
            break
        rate = session.rate
        losses.append(session.engine.step(batch, rate, session.step, more))
        sizes.append(sum(map(len, (batch, *more))))
        session.step += 1
        watcher.step(len(sizes))
    values = session.engine.settle(losses)
    _check_finite(values, session)
    session.epoch += 1
    loss = sum(v * n for v, n in zip(values, sizes, strict=True)) / sum(sizes)
    judged: dict[str, Judgement] = {"train": {"loss": loss}}
    validation = session.prepared.dataset.parts["validation"]
    if len(validation):
        judged["validation"] = judge(session.engine, session.prepared, validation)
    session.watch, better = session.watch.seen(judged)
    session.slowing = None if session.slowing is None else session.slowing.seen(judged)
    scalars = {part: _scalars(judgement) for part, judgement in judged.items()}
    seconds = {"seconds": round(time.perf_counter() - began, 4)}
    done = {"epoch": session.epoch, "step": session.step, "learning_rate": rate, **scalars}
    _keep(session, done | seconds, better=better)
    return done | seconds


def _check_finite(losses: list[float], session: Session) -> None:
    bad = next((i for i, loss in enumerate(losses) if not math.isfinite(loss)), None)
    if bad is not None:
        step = session.step - len(losses) + bad
        raise LOSS_NOT_FINITE.error(
            session.prepared.plan.loss_span,
            f"the loss is {losses[bad]} at step {step + 1} (epoch {session.epoch + 1})",
            help=CALMER,
        )


def _keep(session: Session, record: dict[str, Any], *, better: bool) -> None:
    """Effect: the epoch is on the disk.

    The last checkpoint is written last: what it does not know of is done again on resuming.
    """
    weights = session.engine.weights()
    state: dict[str, Any] = {"epoch": session.epoch, "step": session.step}
    if better:
        write_checkpoint(session.run.best, Checkpoint(weights, {}, state))
    history.append(session.run.history, record)
    state |= {"best": session.watch.best, "waited": session.watch.waited}
    state |= {} if session.slowing is None else {"plateau": session.slowing.state}
    write_checkpoint(session.run.last, Checkpoint(weights, session.engine.slots(), state))


def _scalars(judgement: Judgement) -> Judgement:
    return {name: value for name, value in judgement.items() if isinstance(value, float)}


def _finish(session: Session) -> None:
    """Effect: metrics.json holds every part's judgement of the best epoch."""
    if session.prepared.dataset.live.nodes:
        session.engine.feed(session.prepared.rows())
    session.engine.load(read_weights(session.run.best, session.prepared.graph).weights)
    judged = {
        part: judge(session.engine, session.prepared, rows)
        for part, rows in session.prepared.dataset.parts.items()
        if len(rows)
    }
    session.run.write_json("metrics.json", judged)


def _fresh_folder(path: Path) -> Path:
    """`runs/<spec>`, or with the next free number."""
    number = 1
    while (folder := _numbered(path, number)).exists():
        number += 1
    return folder


def _newest(path: Path) -> Path:
    """The run of a spec with the highest number."""
    number = 1
    while _numbered(path, number + 1).exists():
        number += 1
    return _numbered(path, number)


def _numbered(path: Path, number: int) -> Path:
    return Path("runs") / (path.stem if number == 1 else f"{path.stem}-{number}")
