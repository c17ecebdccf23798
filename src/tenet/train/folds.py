"""Train as often as the split asks: once, or once for each fold, and say how far the folds lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean, stdev

from tenet.backends.engine import Backend
from tenet.elaborate.experiment import elaborate
from tenet.limits import DEFAULT, Limits
from tenet.source import Source
from tenet.train.fit import Watcher, fit
from tenet.train.folders import fresh_folder, newest_folder
from tenet.train.mistakes import RUN_EXISTS
from tenet.train.run import METRICS
from tenet.train.sealing import read_sealed, write_sealed

FOLD = "fold-{}"
"""What the folder of a fold is called, counted from 1."""
SPREAD = "{}.spread"
"""What the standard deviation of a metric over the folds is called."""


def fit_all(  # noqa: PLR0913  # the options of the command, all by name
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
    """Train the spec at a path; the folder of the run, or of the runs of all folds.

    That of several has a metrics.json of its own: each metric's mean over the folds, and its standard deviation.

    Raises:
        TenetError: the spec, the data or a run is at fault.
        ModuleNotFoundError: the backend's framework is not installed.
    """
    count = _trainings(path, overrides or {}, limits)
    folder = run or (newest_folder(path) if resume else fresh_folder(path))
    parts = [folder] if count == 1 else [folder / FOLD.format(n + 1) for n in range(count)]
    if not resume and (folder / FOLD.format(1) / "run.json").exists():
        raise RUN_EXISTS.error(
            None,
            f"{folder} holds runs of folds already",
            help="go on with its folds by `--resume`, or name another folder by `--run`",
        )
    once = partial(
        fit,
        path,
        watcher=watcher,
        overrides=overrides,
        backend=backend,
        device=device,
        seed=seed,
        limits=limits,
    )
    for training, part in enumerate(parts):
        if count > 1 and (part / METRICS).exists():
            continue
        if count > 1:
            watcher.noticed(f"fold {training + 1} of {count}")
        going = resume and (count == 1 or (part / "run.json").exists())
        once(run=part, resume=going, training=training)
    if count > 1:
        _summarise(folder, parts)
    return folder


def _trainings(path: Path, overrides: Mapping[str, str], limits: Limits) -> int:
    """How many trainings the split of a spec asks for; mistakes are told by the first."""
    source = Source(str(path), path.read_text("utf-8-sig"))
    data = elaborate(source, overrides, limits=limits).experiment.data
    return 1 if data is None else data.split.trainings


def _summarise(folder: Path, runs: Sequence[Path]) -> None:
    """Effect: metrics.json of the folder holds means and spreads."""
    each = [read_sealed(run / METRICS) for run in runs]
    found: dict[str, dict[str, float]] = {}
    for part, metrics in each[0].items():
        found[part] = {}
        for name, first in metrics.items():
            if isinstance(first, int | float):
                values = [float(judged[part][name]) for judged in each]
                found[part] |= {name: fmean(values), SPREAD.format(name): stdev(values)}
    write_sealed(folder / METRICS, found)
