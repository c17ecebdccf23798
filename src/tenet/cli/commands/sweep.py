"""`tenet sweep`: a run for each of several values of params."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Literal

from tenet.cli.progress import progress
from tenet.cli.table import table
from tenet.cli.usage import limits, overrides
from tenet.syntax.read import read_source


def sweep(  # one parameter an option
    file: Path,
    /,
    *,
    backend: Literal["torch", "jax"] | None = None,
    run: Path | None = None,
    resume: bool = False,
    set: list[str] | None = None,
    limit: list[str] | None = None,
) -> int:
    """Train with what the section `sweep` varies, and compare.

    Each trial is a run of its own. A sweep that was ended goes on with `--resume`, inside of the trial where it stood.

    Args:
        file: a .tenet file.
        backend: the framework that trains: torch, if nothing is said.
        run: the folder of the sweep; runs/NAME-sweep otherwise.
        resume: go on with the sweep in that folder.
        set: name=value, a param's value in the language's own notation.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    values, most = overrides(set), limits(limit)
    read_source(file, most)  # a file that cannot be read is best said before a framework is loaded
    request = import_module("tenet.train.request").Request(
        file, values, backend, run, resume, limits=most
    )
    with progress(sys.stderr) as watcher:
        swept = import_module("tenet.train.sweep").sweep(request, watcher)
    best = swept.best
    names = [*swept.trials[0].overrides] if swept.trials else []
    rows = [
        [
            trial.folder,
            *(trial.overrides[name] for name in names),
            "broke away" if trial.value is None else f"{trial.value:.6g}",
            "best" if trial is best else "",
        ]
        for trial in swept.trials
    ]
    numbers = frozenset({len(names) + 1})
    sys.stdout.write(table(["trial", *names, swept.monitor, ""], rows, numbers))
    return 0 if best is not None else 1
