"""A column that gives the answer away, or only counts the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenet.data.plan import PlannedStage
from tenet.data.profile import ColumnProfile, FieldProfile, Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import regressor

LISTED = {"x": 'columns(["area", "price_eur"]) -> standardize'}
NUMBERED = {"x": 'columns(["id", "area"]) -> standardize'}
RULE = Practice(
    code="DAT017",
    name="leaking-column",
    reason="An input that is the target in other words, or the number of the row, predicts nothing new.",
    why=(
        "A column that follows the target exactly is most often made from it, or from what happens later,"
        " and is not there when the model is used. The number of a row tells rows apart, so that a network"
        " can learn them by heart; if the file is sorted it even gives the target away."
    ),
    source="Kaufman et al. (2012), sec. 2; Kapoor and Narayanan (2023), table 1",
    severity=Severity.WARNING,
    bad=(
        Sample(
            regressor(header="x: f32[2]", data=LISTED),
            at='"price_eur"',
            profile=Profile(
                rows=4000,
                train=2800,
                fields={"target": FieldProfile(related=(("price_eur", 1.0), ("area", 0.6)))},
                columns={
                    "area": ColumnProfile(distinct=90),
                    "price_eur": ColumnProfile(distinct=900),
                },
            ),
        ),
        Sample(
            regressor(header="x: f32[2]", data=NUMBERED),
            at='"id"',
            profile=Profile(
                rows=4000,
                train=2800,
                columns={
                    "id": ColumnProfile(whole=True, distinct=4000, counts=True),
                    "area": ColumnProfile(distinct=90),
                },
            ),
        ),
    ),
    good=(
        Sample(
            regressor(header="x: f32[2]", data=LISTED),
            profile=Profile(
                rows=4000,
                train=2800,
                fields={"target": FieldProfile(related=(("price_eur", 0.98), ("area", 0.6)))},
                columns={
                    "area": ColumnProfile(distinct=90),
                    "price_eur": ColumnProfile(distinct=900),
                },
            ),
        ),
        Sample(
            regressor(header="x: f32[1]", data={"x": 'columns(["celsius"]) -> standardize'}),
            profile=Profile(
                rows=4000,
                train=2800,
                fields={"target": FieldProfile(related=(("celsius", 1.0),))},
                columns={"celsius": ColumnProfile(whole=True, distinct=100, counts=True)},
            ),
        ),
    ),
)
EXACT = 0.9999
"""The correlation from which two columns say the same."""
IDENTIFIER = re.compile(
    r"^(unnamed.*|(.*[_. -])?(id|uuid|guid|index|idx|row|rownum|row_?number))$", re.IGNORECASE
)
"""What columns are called that name rows."""
NUMBER = re.compile(r"^(no|nr|num|number|key|entry|line|#|n)[.]?$", re.IGNORECASE)
"""What columns are called that may number rows, if they count."""


def find(case: Case) -> Iterator[Diagnostic]:
    """Columns of float inputs that number the rows, or that a target follows exactly."""
    if case.profile is None:
        return
    inputs = case.graph.inputs
    taken: dict[str, tuple[str, PlannedStage]] = {}
    for field, value in inputs.items():
        if value.type.dtype.is_float:
            taken |= {column: (field, stage) for column, stage in case.columns(field)}
    for column, (field, stage) in taken.items():
        seen = case.profile.columns[column]
        unique = seen.whole and seen.distinct == case.profile.rows
        if (unique and IDENTIFIER.match(column)) or (seen.counts and NUMBER.match(column)):
            yield RULE.at(
                case.names(stage, column),
                f'column "{column}" of `{field}` is another number in each of {case.profile.rows:,} rows:'
                " it names rows and describes none",
                help="leave it out of the field",
            )
    for target in case.targets if len(taken) > 1 else ():
        profile = case.seen(target)
        for column, strength in () if profile is None else profile.related:
            if column in taken and abs(strength) >= EXACT:
                field, stage = taken[column]
                yield RULE.at(
                    case.names(stage, column),
                    f'column "{column}" of `{field}` follows `{target}` exactly (correlation'
                    f" {strength:.4f}): it is the answer in other units",
                    help="leave it out, unless it is known before the answer is",
                )
                return
