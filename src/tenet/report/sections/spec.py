"""The spec, as it was when the run began, with what it imports and the params that were set."""

from __future__ import annotations

from tenet.html import Html, joined, table, tag
from tenet.report.case import Case

TITLE = "Spec"
PLACE = 90


def section(case: Case) -> Html | None:
    """The texts, and the values of params that the command line gave."""
    run = case.run
    parts = [tag("pre", run.source().text)]
    if run.record.overrides:
        rows = [[name, value] for name, value in run.record.overrides.items()]
        parts.append(table(["param", "set to"], rows, numbers=2))
    for path, text in run.imports.items():
        parts += [tag("h3", path), tag("pre", text)]
    return joined(parts)
