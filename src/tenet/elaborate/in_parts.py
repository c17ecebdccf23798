"""What a table that is read in parts cannot have done to it, told before it is read."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.mistakes import NEEDS_TABLE
from tenet.data.plan import DataPlan, PlannedStage
from tenet.diagnostics import Diagnostic

HELP = "leave `buffer` out of the source, so that the table is held in memory"


def misfits_of_parts(plan: DataPlan) -> Iterator[Diagnostic]:
    """What of a plan needs all rows at once, although its source has a `buffer`."""
    if plan.source.held is None:
        return
    for way in plan.rows:
        if not way.by_row:
            message = f"`{way.term()}` needs the whole table: it compares rows with one another"
            yield NEEDS_TABLE.at(plan.rows_span, message, help=HELP)
    for planned in plan.stages:
        reason = _reason(planned, longer=any(plan.stages[i].type.sequence for i in planned.inputs))
        if reason is not None:
            message = f"`{planned.stage.term()}` needs the whole table: {reason}"
            yield NEEDS_TABLE.at(planned.span, message, help=HELP)


def _reason(planned: PlannedStage, *, longer: bool) -> str | None:
    """Why a stage needs all rows; its input may be sequences, which were complained of where they began."""
    if planned.stage.draws:
        return "it is drawn anew for all rows of an epoch"
    if planned.stage.needs_table is not None:
        return planned.stage.needs_table
    begins = planned.type.sequence and not longer
    return "it makes sequences, which are padded in memory" if begins else None
