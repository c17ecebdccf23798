"""The plan of a `data` section: everything that it says, resolved, before any row is read."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.data.field import FieldType
from tenet.data.transform import Split, Stage, TableSource
from tenet.frozen import frozen
from tenet.source import Span


@frozen
class PlannedStage:
    """One stage in the order of computation; `inputs` are the indices of earlier stages."""

    stage: Stage
    inputs: tuple[int, ...]
    type: FieldType
    span: Span


@frozen
class PlannedField:
    """A field: the stage that gives it, and where the spec names it."""

    name: str
    stage: int
    span: Span


@frozen
class DataPlan:
    """A source, fields computed from its columns, and a split of its rows."""

    source: TableSource
    source_span: Span
    stages: tuple[PlannedStage, ...]
    fields: Mapping[str, PlannedField]
    split: Split
    split_span: Span

    def type_of(self, field: str) -> FieldType:
        """What is known of a field without reading the data."""
        return self.stages[self.fields[field].stage].type
