"""`tenet report`: a run as one page."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def report(
    run: Path,
    /,
    *,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None,
) -> int:
    """Write the report of a run: one HTML page that needs nothing beside it.

    It shows the course of training, what is confused with what, residuals, every layer with its predicted and
    measured scale, findings, the certificate of the exported model, the spec, and how to train the same again.

    Args:
        run: the folder of a run.
        output: the file to write; report.html in the run's folder otherwise.
    """
    target: Path = import_module("tenet.report.page").report(run, output)
    sys.stdout.write(f"{target}\n")
    return 0
