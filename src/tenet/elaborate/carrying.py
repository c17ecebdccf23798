"""Carry fields of whole rows along where others are cut into stretches, which are rows from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenet.data.plan import PlannedField, PlannedStage, cut_of
from tenet.data.transform import Selection
from tenet.diagnostics import Label
from tenet.elaborate.mistakes import MISFIT
from tenet.frozen import replace

SIDE_BY_SIDE = "give all that is to be cut to one `chunks`, side by side"


def carried(
    stages: list[PlannedStage], fields: Mapping[str, PlannedField]
) -> dict[str, PlannedField]:
    """The fields for each stretch that rows are cut into: those of whole rows are carried along.

    Raises:
        TenetError: rows are cut in two ways, or something is drawn for them before.
    """
    cuts = {name: cut_of(stages, field.stage) for name, field in fields.items()}
    first = next((cut for cut in cuts.values() if cut is not None), None)
    if first is None:
        return dict(fields)
    for planned in stages:
        if planned.stage.cuts and (planned.stage, planned.inputs) != (first.stage, first.inputs):
            labels = (Label(first.span, "the first is here"),)
            message = "rows are cut into stretches in two ways"
            raise MISFIT.error(planned.span, message, labels=labels, help=SIDE_BY_SIDE)
    _require_undrawn(stages)
    made = {}
    for name, field in fields.items():
        place = field.stage
        if cuts[name] is None and _of_rows(stages, place):
            inputs = (first.inputs[0], place)
            stages.append(PlannedStage(first.stage, inputs, stages[place].type, field.span, part=1))
            place = len(stages) - 1
        made[name] = replace(field, stage=place)
    return made


def _require_undrawn(stages: Sequence[PlannedStage]) -> None:
    """Raise where something is drawn for rows that are cut afterwards."""
    for place, planned in enumerate(stages):
        if planned.stage.draws and planned.inputs and cut_of(stages, place) is None:
            term = planned.stage.term()
            message = f"`{term}` draws for rows of the table, and these are cut into stretches"
            raise MISFIT.error(planned.span, message, help=f"put `{term}` behind `chunks`")


def _of_rows(stages: Sequence[PlannedStage], place: int) -> bool:
    """Whether a stage is made of columns, rather than drawn for whatever rows there are."""
    planned = stages[place]
    return isinstance(planned.stage, Selection) or any(_of_rows(stages, i) for i in planned.inputs)
