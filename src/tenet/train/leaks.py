"""Look for the answer among the inputs, where a run did so well that it may have been given away.

A profile of the data tells it, and reading the data again takes its time: so it is asked of few runs, and of none whose
result is a usual one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tenet.data.profiling import profile
from tenet.diagnostics import Diagnostic, TenetError
from tenet.elaborate.experiment import Elaborated
from tenet.limits import Limits
from tenet.lint.report import report
from tenet.train.run import Run

PERFECT = 0.999
"""From here on a metric whose best is 1 has nothing left to reach."""
SOLVED = 0.05
"""The share of the first loss of training at which validation has nothing left to learn."""
RULES = frozenset({"DAT004", "DAT017"})
"""Of good practice: rows that are trained on and judged as well, and columns that are the target in other words."""

Records = Sequence[Mapping[str, Any]]


def leaks(run: Run, elaborated: Elaborated, records: Records) -> tuple[Diagnostic, ...]:
    """What the data of a run that did so well shows, as `tenet check --data` tells it; else nothing."""
    plan = elaborated.experiment.data
    if plan is None or not _too_good(elaborated, records):
        return ()
    folder = (run.folder / run.record.folder).resolve()
    try:
        seen = profile(plan, folder, Limits(**run.record.limits))
    except TenetError:  # it has changed since, as those who need it say
        return ()
    return tuple(found for found in report(elaborated, seen) if found.rule.code in RULES)


def _too_good(elaborated: Elaborated, records: Records) -> bool:
    """Whether validation was solved, by a loss or by a metric."""
    judged = [record["validation"] for record in records if "validation" in record]
    if not judged:
        return False
    high = {
        watched.name
        for plan in elaborated.experiment.plans.values()
        for watched in plan.metrics
        if watched.metric.higher_is_better
    }
    firsts = records[0]["train"]
    return any(
        value <= SOLVED * firsts[name]
        if name in firsts
        else name.rpartition(".")[2] in high and value >= PERFECT
        for found in judged
        for name, value in found.items()
    )
