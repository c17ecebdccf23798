"""Sweep: a run for each trial, in one folder that says what was tried and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from math import inf
from pathlib import Path

from tenet.atomic import make_folder
from tenet.diagnostics import TenetError
from tenet.elaborate.experiment import elaborate
from tenet.elaborate.sweep import SweepPlan
from tenet.frozen import frozen, replace
from tenet.source import Source
from tenet.train.folds import fit_all
from tenet.train.mistakes import LOSS_NOT_FINITE, NO_RATE, NO_SWEEP, RUN_CHANGED, RUN_EXISTS
from tenet.train.request import Request
from tenet.train.run import METRICS, open_run
from tenet.train.sealing import read_sealed, write_sealed
from tenet.train.search import Tried, propose, written
from tenet.train.watcher import SILENT, Watcher

RECORD = "sweep.json"
HOPELESS = (LOSS_NOT_FINITE, NO_RATE)
"""What ends a trial and not the sweep: what was tried is no good."""


@frozen
class Trial:
    """A trial that is over: its folder, what it set, and what came of it; none where its loss broke away."""

    folder: str
    choice: Mapping[str, float]
    overrides: Mapping[str, str]
    value: float | None

    def content(self) -> dict[str, object]:
        """As the sweep's record holds it."""
        return {
            "folder": self.folder,
            "choice": dict(self.choice),
            "overrides": dict(self.overrides),
            "value": self.value,
        }


@frozen
class Swept:
    """A sweep with its trials, in order."""

    folder: Path
    monitor: str
    higher: bool
    trials: tuple[Trial, ...]

    @property
    def best(self) -> Trial | None:
        """The trial that did best."""
        done = [trial for trial in self.trials if trial.value is not None]
        return min(done, key=self.badness, default=None)

    def badness(self, trial: Trial) -> float:
        """How bad a trial is: what is to be small."""
        if trial.value is None:
            return inf
        return -trial.value if self.higher else trial.value


def sweep(request: Request, watcher: Watcher = SILENT) -> Swept:
    """Try what the section `sweep` says, in the folder of the request; when resuming, what is left of it.

    Raises:
        TenetError: the spec, the data or the folder is at fault.
    """
    source = request.source()
    plan = _plan(source, request)
    target = request.run or Path("runs") / f"{request.path.stem}-sweep"
    mark = sha256(json.dumps([source.text, dict(request.overrides)]).encode()).hexdigest()
    trials = _begun(target, mark, resume=request.resume)
    higher = plan.settings.maximize is not None
    swept = Swept(target, plan.settings.monitor, higher, trials)
    _write(swept, mark)
    for number in range(len(trials), _count(plan)):
        tried = [Tried(trial.choice, swept.badness(trial)) for trial in swept.trials]
        choice = propose(plan, tried)
        told = written(plan, choice)
        run = target / f"trial-{number + 1}"
        watcher.noticed(f"trial {number + 1} of {_count(plan)}: {_shown(told)}")
        own = replace(request, overrides={**request.overrides, **told}, run=run)
        trial = Trial(run.name, choice, told, _value(own, run, swept.monitor, watcher))
        swept = Swept(target, swept.monitor, higher, (*swept.trials, trial))
        _write(swept, mark)
    return swept


def _plan(source: Source, request: Request) -> SweepPlan:
    experiment = elaborate(source, request.overrides, None, request.limits).sound()
    if experiment.sweep is None:
        raise NO_SWEEP.error(
            None,
            f"{source.name} has no section `sweep`",
            help="such as `sweep { trials = 20; space { width = [16, 32] } }`, one entry on a line",
        )
    return experiment.sweep


def _count(plan: SweepPlan) -> int:
    """How many trials there are: no more than combinations, of a grid."""
    every = plan.combinations if plan.settings.search.term() == "grid" else None
    wanted = plan.settings.trials
    return min(count for count in (wanted, every) if count is not None)


def _begun(folder: Path, mark: str, *, resume: bool) -> tuple[Trial, ...]:
    """The trials that are over already."""
    record = folder / RECORD
    if not record.exists():
        make_folder(folder)
        return ()
    if not resume:
        raise RUN_EXISTS.error(
            None,
            f"{folder} holds a sweep already",
            help="go on with it by `--resume`, or name another folder by `--run`",
        )
    content = read_sealed(record)
    if content["spec"] != mark:
        raise RUN_CHANGED.error(
            None,
            f"the spec, or a param that was set, has changed since {folder} began",
            help="sweep anew, or put the old text back: it is spec.tenet in each trial",
        )
    return tuple(Trial(**trial) for trial in content["trials"])


def _value(request: Request, run: Path, monitor: str, watcher: Watcher) -> float | None:
    """What a trial has come to; a run that was begun goes on."""
    going = any((run / name).exists() for name in ("run.json", "fold-1"))
    if (run / "run.json").exists():
        open_run(run)
    try:
        fit_all(replace(request, resume=going), watcher)
    except TenetError as error:
        if any(found.rule not in HOPELESS for found in error.diagnostics):
            raise
        watcher.noticed(error.diagnostics[0].message)
        return None
    part, _, metric = monitor.partition(".")
    return float(read_sealed(run / METRICS)[part][metric])


def _write(swept: Swept, mark: str) -> None:
    """Effect: the folder says what is over."""
    content = {
        "spec": mark,
        "monitor": swept.monitor,
        "trials": [trial.content() for trial in swept.trials],
    }
    write_sealed(swept.folder / RECORD, content)


def _shown(told: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in told.items())
