"""`tenet parity`: the same steps on both backends."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tenet.cli.table import table
from tenet.cli.usage import limits, overrides
from tenet.syntax.read import read_source


def parity(
    file: Path,
    /,
    *,
    steps: int = 20,
    seed: int | None = None,
    set: list[str] | None = None,
    limit: list[str] | None = None,
) -> int:
    """Train the same steps on torch and on jax, and compare the losses.

    Dropout and all else that is drawn gets the same draws on both. A network may turn one rounding into more and
    more; where losses are further apart than usual, torch is compared with itself too, from weights that differ in
    their last place.

    Args:
        file: a .tenet file.
        steps: how many.
        seed: from which weights, order of rows and draws are made; the spec's otherwise.
        set: name=value, a param's value in the language's own notation.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    values, most = overrides(set), limits(limit)
    read_source(file, most)  # a file that cannot be read is best said before a framework is loaded
    trial = import_module("tenet.train.trial").trial(file, values, seed, most)
    module: Any = import_module("tenet.train.parity")
    found = module.parity(trial, steps)
    head = ["step", *(f"{p.name} {name}" for p in found for name in ("loss", "difference"))]
    rows = [
        [str(step + 1)]
        + [
            text
            for p in found
            for text in (f"{p.losses[0][step]:.7g}", f"{p.differences[step]:.1e}")
        ]
        for step in range(len(found[0].differences))
    ]
    sys.stdout.write(table(head, rows, frozenset(range(len(head)))))
    for p in found:
        verdict = "agree" if p.holds else "differ"
        sys.stdout.write(
            f"{p.name}: torch and jax {verdict}: at most {p.largest:.1e} apart, {_allowed(p, module)}\n"
        )
    return 0 if all(p.holds for p in found) else 1


def _allowed(found: Any, module: Any) -> str:
    """How far apart backends may be in a precision, in words."""
    usual = f"allowed {module.TOLERANCES[found.precision]:.0e}"
    if not found.own or max(found.own) == 0:
        return usual
    return (
        f"{usual}, or at each step {module.ROOM} times what torch is from itself from weights that differ in"
        f" their last place: {max(found.own):.1e} at the end"
    )
