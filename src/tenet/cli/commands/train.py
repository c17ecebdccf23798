"""`tenet train`: the experiment, run."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Literal

from tenet.cli.progress import progress
from tenet.cli.usage import limits, overrides
from tenet.syntax.read import read_source


def train(  # noqa: PLR0913  # one parameter an option
    file: Path,
    /,
    *,
    backend: Literal["torch", "jax"] | None = None,
    run: Path | None = None,
    resume: bool = False,
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
        device: where it trains.
        seed: from which weights, order of rows and dropout are drawn; the spec's otherwise.
        set: name=value, a param's value in the language's own notation.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    values, most = overrides(set), limits(limit)
    read_source(file, most)  # a file that cannot be read is best said before a framework is loaded
    fit = import_module("tenet.train.fit").fit
    with progress(sys.stderr) as watcher:
        folder: Path = fit(
            file,
            overrides=values,
            backend=backend,
            run=run,
            resume=resume,
            device=device,
            seed=seed,
            limits=most,
            watcher=watcher,
        )
    sys.stdout.write(f"{folder}\n{_metrics(folder)}")
    return 0


def _metrics(folder: Path) -> str:
    """The run's metrics, one a line; what is no number is in the run's report."""
    content = json.loads((folder / "metrics.json").read_bytes())
    return "".join(
        f"{part}.{name} = {value:.6g}\n"
        for part, metrics in content.items()
        for name, value in metrics.items()
        if isinstance(value, int | float)
    )
