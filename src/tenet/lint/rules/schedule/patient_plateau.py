"""A rate that would fall after training has been stopped."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Label, Severity
from tenet.lint.case import Case
from tenet.lint.mend import setting
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="SCH007",
    name="patient-plateau",
    reason="A rate that waits as long as early stopping, or longer, never falls.",
    why=(
        "Both count epochs without improvement. If training ends when the rate would fall, the smaller"
        " rate is never tried, though it is what most often brings the next improvement. The stop should"
        " wait for two or three falls of the rate."
    ),
    source="Prechelt (1998), sec. 2; Bengio (2012), sec. 3.1.1",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(
                train={"schedule": "plateau(patience=10)", "stop": "early(patience=5)"},
            ),
            at="patience=10",
        ),
    ),
    good=(
        Sample(
            classifier(train={"schedule": "plateau(patience=3)", "stop": "early(patience=10)"}),
        ),
        Sample(classifier(train={"schedule": "plateau(patience=10)", "stop": None})),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A plateau whose patience is not below that of the stop, where both watch the same."""
    assert case.settings is not None
    schedule, stop = case.settings.schedule, case.settings.stop
    waits, ends = getattr(schedule, "patience", None), getattr(stop, "patience", None)
    alike = getattr(schedule, "monitor", "") == getattr(stop, "monitor", "")
    if schedule.term() != "plateau" or waits is None or ends is None or not alike or waits < ends:
        return
    at = case.entry("stop", "patience")
    yield RULE.at(
        case.entry("schedule", "patience"),
        f"the rate falls after {waits} epochs without improvement, and training ends after {ends}:"
        " it never falls",
        help="let the stop wait two or three times as long as the rate",
        labels=() if at is None else (Label(at, "training ends first"),),
        fix=setting(case, "schedule", "patience", str(ends // 3)) if ends >= 3 else None,
    )
