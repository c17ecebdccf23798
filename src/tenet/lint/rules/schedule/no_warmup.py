"""Attention or large batches from the full rate on."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import enter, setting
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

BODY = "y = x -> self_attention(2) -> mean(axis=0) -> dense(3) -> softmax"
DATA = {"x": 'columns("x*") -> standardize -> reshape(10, 8)'}
RULE = Practice(
    code="SCH003",
    name="no-warmup",
    reason="Attention and large batches are trained from a small rate upwards.",
    why=(
        "At first Adam's averages rest on few gradients and gradients of attention are large near the"
        " output, so that full steps can end in a region from which training does not recover; a batch of"
        " thousands of rows takes a rate that only later weights bear. A rise over the first hundreds of"
        " steps, some 5% of the run, avoids both. Small networks with a norm in front of attention"
        " can do without."
    ),
    source="Vaswani et al. (2017), sec. 5.3; Goyal et al. (2017), sec. 2.2; Xiong et al. (2020), sec. 3",
    severity=Severity.INFO,
    bad=(
        Sample(
            classifier(BODY, "x: f32[10, 8]", data=DATA, train={"schedule": "cosine(final=1%)"}),
            at="cosine(final=1%)",
        ),
        Sample(classifier(train={"schedule": None, "batch": "4096"}), at="«train» {"),
    ),
    good=(
        Sample(classifier(BODY, "x: f32[10, 8]", data=DATA)),
        Sample(classifier(train={"schedule": "cosine"})),
    ),
)
RISING = ("one_cycle",)
"""Schedules that rise by themselves."""
LARGE = 1024
"""Rows of a batch from which warm-up is usual."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A schedule without warm-up, where there is attention or a large batch."""
    assert case.settings is not None
    schedule = case.settings.schedule
    attention = next(case.called("attention"), None)
    batch = case.settings.batch * case.settings.accumulate
    large = batch >= LARGE
    if schedule.warmup or schedule.term() in RISING or (attention is None and not large):
        return
    given = case.entry("schedule")
    what = f"batches of {batch:,} rows are" if large else "attention is"
    fix = (
        enter(case, "train", "schedule", "cosine(warmup=5%)")
        if given is None or schedule.term() == "constant"
        else setting(case, "schedule", "warmup", "5%")
    )
    yield RULE.at(
        given or case.training,
        f"{what} trained at the full rate from the first step",
        help="let the rate rise first, such as `warmup=5%` in the schedule",
        labels=() if attention is None else (case.label(attention, "the attention is here"),),
        fix=fix,
    )
