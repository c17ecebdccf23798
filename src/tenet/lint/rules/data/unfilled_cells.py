"""Cells without a value, and nothing that stands for them."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.plan import PlannedStage
from tenet.data.profile import FieldProfile, Profile
from tenet.diagnostics import Diagnostic, Edit, Fix
from tenet.lint.case import Case
from tenet.lint.mend import UNSAFE
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.source import Span

LACKING = FieldProfile(missing=0.02, unfilled=8, unfilled_in="x3")
RULE = Practice(
    code="DAT001",
    ahead_of="TAB010",
    name="unfilled-cells",
    reason="A cell without a value has no number, so that training cannot begin.",
    why=(
        "One cell that is no number makes the loss none, and then every parameter. So a row with an empty"
        " cell is refused, in training and by the exported model, until the spec says what stands for it:"
        " the median or mean of the training rows, the commonest value, or a constant."
    ),
    source="Little and Rubin (2019), ch. 4; Schoop et al. (2021), UMLAUT",
    bad=(
        Sample(
            classifier(),
            at='x      = «columns("x*")»',
            profile=Profile(rows=400, train=280, fields={"x": LACKING}),
        ),
    ),
    good=(
        Sample(
            classifier(data={"x": 'columns("x*") -> impute(median) -> standardize'}),
            profile=Profile(rows=400, train=280, fields={"x": FieldProfile(missing=0.02)}),
        ),
    ),
)
TEXTS = ("one_hot", "categories", "vocabulary")
"""Transforms of texts, which have a commonest value and no median."""


def find(case: Case) -> Iterator[Diagnostic]:
    """Each field that some rows give no value."""
    for name in case.data.fields if case.data is not None else ():
        seen = case.seen(name)
        if seen is None or not seen.unfilled or case.profile is None:
            continue
        stage = _chooses(case, name, seen.unfilled_in)
        last = None if stage is None else _begun(case, stage)
        if stage is None or last is None or _is_filled(case, last):
            continue
        column = f'column "{seen.unfilled_in}"' if seen.unfilled_in else "a column"
        kind = "mode" if any(s.term() in TEXTS for s in case.stages(name)) else "median"
        yield RULE.at(
            stage.span,
            f"{column} has no value in {seen.unfilled:,} of {case.profile.rows:,} rows, and nothing"
            f" stands for it in `{name}`",
            help=f"write `impute({kind})` right behind {'the columns' if last is stage else f'`{last.stage.term()}`'}",
            fix=_filling(last.span, kind),
        )


def _chooses(case: Case, field: str, column: str) -> PlannedStage | None:
    """The stage that takes a column, or that the field begins with."""
    planned = case.planned(field)
    taken = (stage for name, stage in case.columns(field) if name == column)
    return next(taken, planned[0] if planned else None)


def _begun(case: Case, chosen: PlannedStage) -> PlannedStage:
    """The stage that a field begins with, or what only takes columns as they are, behind it."""
    stages = () if case.data is None else case.data.stages
    behind = (s for s in stages if s.stage.begins and any(stages[at] is chosen for at in s.inputs))
    return next(behind, chosen)


def _is_filled(case: Case, chosen: PlannedStage) -> bool:
    """Whether cells are filled in right behind the stage that takes them."""
    stages = () if case.data is None else case.data.stages
    return any(
        later.stage.term() == "impute" and any(stages[at] is chosen for at in later.inputs)
        for later in stages
    )


def _filling(span: Span, kind: str) -> Fix:
    return Fix(UNSAFE, (Edit(Span(span.source, span.end, span.end), f" -> impute({kind})"),))
