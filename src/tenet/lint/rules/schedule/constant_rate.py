"""A long training whose learning rate never falls."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import enter
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="SCH001",
    name="constant-rate",
    reason="A long run at a constant rate ends as far from the minimum as its last steps are long.",
    why=(
        "With noisy gradients a constant rate keeps the parameters in a ball around the minimum whose size"
        " grows with the rate. A rate that falls, by a cosine, exponentially or in pieces, lets the last"
        " part of training settle."
    ),
    source="Bengio (2012), sec. 3.1.1; Loshchilov and Hutter (2017)",
    severity=Severity.INFO,
    bad=(
        Sample(classifier(train={"schedule": None, "epochs": "200"}), at="«train» {"),
        Sample(classifier(train={"schedule": "constant", "epochs": "200"}), at="= «constant»"),
    ),
    good=(
        Sample(classifier(train={"epochs": "200"})),
        Sample(classifier(train={"schedule": None, "epochs": "20"})),
    ),
)
LONG = 100
"""Epochs from which a run counts as long."""
MANY_STEPS = 50_000
"""The same in steps."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A constant schedule, given or left out, of a long run."""
    assert case.settings is not None
    long = (case.settings.epochs or 0) >= LONG or (case.settings.steps or 0) >= MANY_STEPS
    if case.settings.schedule.term() != "constant" or not long:
        return
    span = case.entry("schedule") or case.training
    length = (
        f"{case.settings.epochs} epochs" if case.settings.epochs else f"{case.settings.steps} steps"
    )
    yield RULE.at(
        span,
        f"the learning rate stays the same over {length}",
        help="let it fall, such as `schedule = cosine(warmup=5%)`",
        fix=enter(case, "train", "schedule", "cosine(warmup=5%)"),
    )
