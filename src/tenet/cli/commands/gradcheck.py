"""`tenet gradcheck`: gradients against differences of the loss."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tenet.cli.table import table
from tenet.cli.usage import limits, overrides
from tenet.syntax.read import read_source


def gradcheck(
    file: Path,
    /,
    *,
    seed: int | None = None,
    set: list[str] | None = None,
    limit: list[str] | None = None,
) -> int:
    """Hold the gradients of both backends against differences of the loss, in float64, parameter by parameter.

    Args:
        file: a .tenet file.
        seed: from which weights and draws are made; the spec's otherwise.
        set: name=value, a param's value in the language's own notation.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    values, most = overrides(set), limits(limit)
    read_source(file, most)  # a file that cannot be read is best said before a framework is loaded
    trial = import_module("tenet.train.trial").trial(file, values, seed, most)
    module: Any = import_module("tenet.train.gradcheck")
    found = module.gradcheck(trial)
    backends = [*found[0].differences] if found else []
    head = ["parameter", "gradient", *backends, ""]
    rows = [
        [
            c.path,
            f"{c.scale:.2g}",
            *(f"{c.differences[b]:.1e}" for b in backends),
            "" if c.holds else "wrong",
        ]
        for c in found
    ]
    sys.stdout.write(table(head, rows, frozenset({1, 2, 3})))
    told = trial.prepared.plan.settings.precision
    if told != "f32":
        sys.stdout.write(f"`precision = {told}` is left out: gradients are held in float64\n")
    wrong = [c.path for c in found if not c.holds]
    verdict = f"{len(wrong)} of {len(found)} are wrong" if wrong else f"all {len(found)} are right"
    sys.stdout.write(
        f"gradients: {verdict}; allowed {module.TOLERANCE:.0e}, as a share of the gradient\n"
    )
    return 1 if wrong else 0
