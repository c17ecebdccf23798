"""Plans built by hand, as the elaborator would build them from a `data` section."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from tenet.catalogue.setting import called
from tenet.data.plan import DataPlan, PlannedField, PlannedStage
from tenet.data.sources.csv import Csv
from tenet.data.splits.random import Random
from tenet.data.transform import Cleaning, Selection, Split, Stage, TableSource
from tenet.source import Source, Span

Fields: TypeAlias = Mapping[str, Sequence[Stage | tuple[str, ...]]]
Planner: TypeAlias = Callable[..., DataPlan]

SPECS = Path(__file__).parents[2] / "specs"


def _spanned(words: str) -> Span:
    return Span(Source("plan.tenet", words), 0, len(words))


def plan_of(
    fields: Fields,
    source: TableSource | None = None,
    split: Split | None = None,
    rows: tuple[Cleaning, ...] = (),
) -> DataPlan:
    """A plan; a field is its stages in order, after a tuple of the fields that it begins from."""
    length = rows[-1].length if rows else None
    stages: list[PlannedStage] = []
    planned: dict[str, PlannedField] = {}
    for name, pipeline in fields.items():
        inputs: tuple[int, ...] = ()
        for stage in pipeline:
            if isinstance(stage, tuple):
                inputs = tuple(planned[field].stage for field in stage)
                continue
            kind = stage.outcomes(*(stages[i].type for i in inputs))[0]
            if isinstance(stage, Selection) and length is not None:
                kind = kind.along(length)
            stages.append(PlannedStage(stage, inputs, kind, _spanned(called(stage))))
            inputs = (len(stages) - 1,)
        planned[name] = PlannedField(name, inputs[0], _spanned(name))
    return DataPlan(
        source or Csv(path="rows.csv"),
        _spanned("source"),
        tuple(stages),
        planned,
        split or Random(),
        _spanned("split"),
        rows,
        _spanned("rows") if rows else None,
    )


@pytest.fixture(name="plan_of", scope="session")
def plan_of_fixture() -> Planner:
    return plan_of


@pytest.fixture(scope="session")
def specs() -> Path:
    """The folder of the gallery, below which its data lies."""
    return SPECS
