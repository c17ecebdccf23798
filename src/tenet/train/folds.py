"""Train as often as the split asks: once, or once for each fold, and say how far the folds lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, stdev

from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.train.fit import fit
from tenet.train.folders import fresh_folder, newest_folder
from tenet.train.mistakes import RUN_EXISTS
from tenet.train.request import Request
from tenet.train.run import METRICS
from tenet.train.sealing import read_sealed, write_sealed
from tenet.train.watcher import SILENT, Watcher

FOLD = "fold-{}"
"""What the folder of a fold is called, counted from 1."""
SPREAD = "{}.spread"
"""What the standard deviation of a metric over the folds is called."""


def fit_all(request: Request, watcher: Watcher = SILENT) -> Path:
    """Train what is asked for; the folder of the run, or of the runs of all folds.

    That of several has a metrics.json of its own: each metric's mean over the folds, and its standard deviation.

    Raises:
        TenetError: the spec, the data or a run is at fault.
        ModuleNotFoundError: the backend's framework is not installed.
    """
    count, resume = _trainings(request), request.resume
    folder = request.run or (newest_folder if resume else fresh_folder)(request.path)
    if count == 1:
        return fit(replace(request, run=folder), watcher)
    parts = [folder / FOLD.format(n + 1) for n in range(count)]
    if not resume and (parts[0] / "run.json").exists():
        raise RUN_EXISTS.error(
            None,
            f"{folder} holds runs of folds already",
            help="go on with its folds by `--resume`, or name another folder by `--run`",
        )
    for training, part in enumerate(parts):
        if not (part / METRICS).exists():
            watcher.noticed(f"fold {training + 1} of {count}")
            going = resume and (part / "run.json").exists()
            fit(replace(request, run=part, resume=going), watcher, training)
    _summarise(folder, parts)
    return folder


def _trainings(request: Request) -> int:
    """How many trainings the split of a spec asks for; mistakes are told by the first."""
    elaborated = elaborate(request.source(), request.overrides, limits=request.limits)
    data = elaborated.experiment.data
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
