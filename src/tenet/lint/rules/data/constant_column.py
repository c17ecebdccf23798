"""A column that says the same of every row."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.plan import PlannedStage
from tenet.data.profile import ColumnProfile, FieldProfile, Profile
from tenet.data.transforms.column import Columns
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, regressor

RULE = Practice(
    code="DAT016",
    name="constant-column",
    reason="A column with one value tells rows apart no better than nothing, and as a target asks for nothing.",
    why=(
        "A constant input acts as one more bias. Scaled it is zero, and in data to come, where it may vary,"
        " its weights are what was drawn at random. A constant target is learnt by the last bias alone,"
        " with a loss that looks excellent. Most often a filter or a join went wrong. Pixels and other alike"
        " columns, chosen by a pattern, may be constant here and there."
    ),
    source="Kuhn and Johnson (2013), sec. 3.5; Braiek and Khomh (2023), TheDeepChecker",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(header="x: f32[2]", data={"x": 'columns(["a", "b"]) -> standardize'}),
            at='"b"',
            profile=Profile(
                rows=4000,
                train=2800,
                columns={"a": ColumnProfile(distinct=90), "b": ColumnProfile(distinct=1)},
            ),
        ),
        Sample(
            regressor(),
            at='"price"',
            profile=Profile(
                rows=4000, train=2800, columns={"price": ColumnProfile(whole=True, distinct=1)}
            ),
        ),
    ),
    good=(
        Sample(
            classifier(),
            profile=Profile(
                rows=4000,
                train=2800,
                fields={"x": FieldProfile(constant=2)},
                columns={"x1": ColumnProfile(distinct=1), "x2": ColumnProfile(distinct=90)},
            ),
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """Constant columns that are taken by name, or all that a pattern takes."""
    for field in (*case.graph.inputs, *case.targets):
        taken = list(case.columns(field))
        if not taken or case.profile is None:
            continue
        guilty = [pair for pair in taken if case.profile.columns[pair[0]].distinct <= 1]
        by_name = [pair for pair in guilty if not _is_pattern(pair[1].stage)]
        if not by_name and len(guilty) < len(taken):
            continue
        for name, planned in by_name or guilty[:1]:
            yield _finding(case, field, name, planned)


def _finding(case: Case, field: str, name: str, planned: PlannedStage) -> Diagnostic:
    assert case.profile is not None
    effect = "tells the network nothing"
    if field in case.targets:
        effect = f"leaves nothing to learn about `{field}`"
    return RULE.at(
        case.names(planned, name),
        f'column "{name}" holds one value in all {case.profile.rows:,} rows, and {effect}',
        help="leave it out, or look what happened to the file",
    )


def _is_pattern(stage: object) -> bool:
    return isinstance(stage, Columns) and isinstance(stage.pattern, str)
