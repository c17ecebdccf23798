"""The plan of a `data` section: everything that it says, resolved, before any row is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenet.data.field import FieldType
from tenet.data.transform import Cleaning, Split, Stage, TableSource
from tenet.frozen import frozen, replace
from tenet.source import Span
from tenet.types.tensor import Interval


@frozen
class PlannedStage:
    """One stage in the order of computation; `inputs` are the indices of earlier stages.

    What draws has a `stream` of random numbers; stages of one stream draw alike. Of what gives several
    fields, `part` is the one that this is.
    """

    stage: Stage
    inputs: tuple[int, ...]
    type: FieldType
    span: Span
    stream: int = 0
    part: int = 0

    @property
    def sources(self) -> tuple[int, ...]:
        """The stages that it is made from; not one that only tells how rows are cut."""
        return (self.inputs[self.part],) if self.stage.cuts else self.inputs


def cut_of(stages: Sequence[PlannedStage], index: int) -> PlannedStage | None:
    """What cuts the rows that a stage is made of; none where it is of rows of the table."""
    todo = [index]
    while todo:
        planned = stages[todo.pop()]
        if planned.stage.cuts:
            return planned
        todo.extend(planned.inputs)
    return None


@frozen
class PlannedField:
    """A field: the stage that gives it, where the spec names it, and the range that it promises, if any."""

    name: str
    stage: int
    span: Span
    promise: Interval | None = None


@frozen
class DataPlan:
    """A source, what is kept of its rows, fields computed from its columns, and a split of its rows."""

    source: TableSource
    source_span: Span
    stages: tuple[PlannedStage, ...]
    fields: Mapping[str, PlannedField]
    split: Split
    split_span: Span
    rows: tuple[Cleaning, ...] = ()
    rows_span: Span | None = None

    @property
    def cut(self) -> PlannedStage | None:
        """What cuts rows of the table into several, if anything does."""
        return next((planned for planned in self.stages if planned.stage.cuts), None)

    @property
    def types(self) -> dict[str, FieldType]:
        """What is known of each field without reading the data."""
        return {name: self.type_of(name) for name in self.fields}

    def type_of(self, field: str) -> FieldType:
        """What is known of a field without reading the data."""
        found = self.fields[field]
        known = self.stages[found.stage].type
        return known if found.promise is None else replace(known, range=found.promise)
