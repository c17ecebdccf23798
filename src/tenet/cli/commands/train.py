"""`tenet train`: the experiment, run."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from tenet.cli.output import complain
from tenet.cli.progress import progress
from tenet.cli.table import table
from tenet.cli.usage import limits, overrides
from tenet.project.usage import WrongUsage
from tenet.syntax.read import read_source


def train(  # noqa: PLR0913  # one parameter an option
    file: Path,
    /,
    *,
    backend: Literal["torch", "jax"] | None = None,
    run: Path | None = None,
    resume: bool = False,
    overfit_batch: bool = False,
    tensorboard: bool = False,
    layers: bool = False,
    device: Literal["cpu", "cuda"] = "cpu",
    seed: int | None = None,
    set: list[str] | None = None,
    limit: list[str] | None = None,
) -> int:
    """Train the network, and measure it.

    Args:
        file: a .tenet file.
        backend: the framework that trains it: torch, or when resuming, the run's own.
        run: the folder of the run; a new one below runs/ otherwise.
        resume: go on with the run from its last checkpoint.
        overfit_batch: only ask whether 32 rows can be learnt by heart; no run is written.
        tensorboard: write what is measured into the run for TensorBoard too.
        layers: write at each validation of every layer its scale, gradient and update into the history too.
        device: where it trains.
        seed: from which weights, order of rows and dropout are drawn; the spec's otherwise.
        set: name=value, a param's value in the language's own notation.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    values, most = overrides(set), limits(limit)
    read_source(file, most)  # a file that cannot be read is best said before a framework is loaded
    if overfit_batch:
        if resume or tensorboard or layers or run is not None or device != "cpu":
            raise WrongUsage(
                "--overfit-batch writes no run: leave --run, --resume, --tensorboard, --layers and --device out"
            )
        trial = import_module("tenet.train.trial").trial(file, values, seed, most)
        return _overfit(trial, backend or "torch")
    request = import_module("tenet.train.request").Request(
        file, values, backend, run, resume, device, seed, most, layers
    )
    with progress(sys.stderr) as shown:
        watcher = import_module("tenet.train.events").Events(shown) if tensorboard else shown
        folder: Path = import_module("tenet.train.folds").fit_all(request, watcher)
    _tell(folder)
    return 0


def _tell(folder: Path) -> None:
    """Effect: where the run is, its metrics, and what the course of each run tells, are written."""
    sys.stdout.write(f"{folder}\n{_metrics(folder)}")
    runs = [folder] if (folder / "run.json").exists() else sorted(folder.glob("fold-*"))
    open_run = import_module("tenet.train.run").open_run
    hindsight = import_module("tenet.train.hindsight").hindsight
    for run in runs:
        complain(hindsight(open_run(run)))


def _overfit(trial: Any, backend: str) -> int:
    """0 if a few rows can be learnt by heart, and 1 if not. Effect: the course of the loss is written."""
    course = import_module("tenet.train.overfit").overfit(trial, backend)
    rows = [[str(step), f"{loss:.6g}"] for step, loss in course.losses]
    sys.stdout.write(table(["step", "loss"], rows, frozenset({0, 1})))
    left = f"{course.share:.2%} of the first loss is left"
    if course.fits:
        sys.stdout.write(f"{course.rows} rows are learnt by heart: {left}\n")
        return 0
    why = (
        "it is still falling: a larger learning rate would tell"
        if course.falling
        else "look at the learning rate, the scale of inputs and target, and what the loss compares"
    )
    sys.stdout.write(f"{course.rows} rows are not learnt by heart: {left}; {why}\n")
    return 1


def _metrics(folder: Path) -> str:
    """The run's metrics, one a line; what is no number is in the run's report."""
    content = import_module("tenet.train.sealing").read_sealed(folder / "metrics.json")
    return "".join(
        f"{part}.{name} = {value:.6g}\n"
        for part, metrics in content.items()
        for name, value in metrics.items()
        if isinstance(value, int | float)
    )
