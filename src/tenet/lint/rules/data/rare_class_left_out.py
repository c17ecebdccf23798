"""A rare class that a random split hardly gives to each part."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.profile import FieldProfile, Profile
from tenet.data.splits.random import Random
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

SPLIT = {"split": "random(train=70%, validation=15%, test=15%, seed=1)"}


def _rows(*classes: int) -> Profile:
    """A profile with so many training rows of each class."""
    fields = {"label": FieldProfile(classes=classes)}
    return Profile(rows=round(sum(classes) / 0.7), train=sum(classes), fields=fields)


RULE = Practice(
    code="DAT015",
    name="rare-class-left-out",
    reason="A random split deals a rare class out unevenly, or not at all.",
    why=(
        "Of n rows of a class a part with the share s gets n s on average, give or take the root of that:"
        " with 4 expected, any number from 0 to 8. Metrics of that class then say more about the"
        " draw than about the network. A stratified split gives each part its share of each class."
    ),
    source="Kohavi (1995), sec. 3.2",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(data=SPLIT),
            at="random(train=70%, validation=15%, test=15%, seed=1)",
            profile=_rows(250, 90, 12),
        ),
    ),
    good=(
        Sample(classifier(), profile=_rows(250, 90, 12)),
        Sample(classifier(data=SPLIT), profile=_rows(120, 118, 109)),
        Sample(classifier(data=SPLIT), profile=_rows(45_000, 4000, 900)),
    ),
)
ONE = 0.5
"""Rows of a class in a part below which stratifying gives it none either."""
FEW = 10
"""Rows of a class in a part below which their number varies by a third and more."""
UNEVEN = 3
"""How many times as frequent the commonest class is as the rarest, where classes are uneven."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A random split that is not stratified, beside a target with a rare class."""
    if case.data is None or case.profile is None or not isinstance(case.data.split, Random):
        return
    split = case.data.split
    shares = [share for share in (split.validation, split.test) if share > 0]
    if split.stratify is not None or not shares:
        return
    for name in case.targets:
        seen = case.seen(name)
        if seen is None or len(seen.classes) < 2 or not case.profile.train:
            continue
        rarest = seen.classes[-1] * min(shares) / split.train
        uneven = seen.classes[0] >= UNEVEN * seen.classes[-1]
        if uneven and ONE <= rarest < FEW:
            span = case.data.split_span
            yield RULE.at(
                span,
                f"the rarest class of `{name}` has {seen.classes[-1]:,} training rows: a part of"
                f" {min(shares):.0%} gets {rarest:.0f}, give or take {rarest**0.5:.0f}",
                help=f"write `stratify={name}` in the split",
                fix=write(span, _stratified(span.text, name), SAFE),
            )
            return


def _stratified(text: str, field: str) -> str:
    """The split with its field to stratify by."""
    inside = text.partition("(")[2].rstrip()[:-1]
    before = f"{inside.rstrip()}, " if inside.strip() else ""
    return f"random({before}stratify={field})"
