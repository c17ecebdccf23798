"""A classifier of which nothing tells how it does on each class."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, enter
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, regressor

RULE = Practice(
    code="EVA005",
    name="no-metric-by-class",
    reason="Loss and accuracy do not tell which classes a classifier fails on.",
    why=(
        "Where nine rows in ten are of one class, always naming it has an accuracy of 90 %. A confusion"
        " matrix shows what is taken for what; an f1, precision or recall averaged over the classes, or a"
        " balanced accuracy, counts each class alike."
    ),
    source="Sokolova and Lapalme (2009), sec. 3; Brodersen et al. (2010), sec. I",
    severity=Severity.INFO,
    bad=(
        Sample(classifier(train={"metrics": "[accuracy]"}), at="[accuracy]"),
        Sample(classifier(train={"metrics": None}), at="«train» {"),
    ),
    good=(
        Sample(classifier()),
        Sample(classifier(train={"metrics": "[accuracy, f1]"})),
        Sample(regressor()),
    ),
)
BY_CLASS = (
    "confusion", "f1", "precision", "recall", "iou", "balanced_accuracy", "matthews", "auc",
)  # fmt: skip
"""Metrics that count each class, or show it."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The metrics of one class out of several, where none of them looks at classes apart."""
    judged = [name for name, task in case.tasks.items() if task == "classes"]
    if not judged or case.plan is None or _looks(case):
        return
    listed = case.places.entry("train", case.name, "metrics") or case.places.entry(
        "train", "metrics"
    )
    measured = [watched.metric.term() for watched in case.plan.metrics]
    if listed is None and measured:
        return  # they have a section, in which each says what it judges
    shown = " and ".join(f"`{name}`" for name in ("loss", *measured))
    yield RULE.at(
        case.training if listed is None else listed.value.span,
        f"only {shown} of `{judged[0]}` {'is' if not measured else 'are'} measured, all classes together",
        help="add `confusion`, or `f1`",
        fix=_measured(case, measured),
    )


def _looks(case: Case) -> bool:
    """Whether some metric tells classes apart, or counts them alike."""
    assert case.plan is not None
    return any(
        watched.metric.term() in BY_CLASS and getattr(watched.metric, "average", "macro") != "micro"
        for watched in case.plan.metrics
    )


def _measured(case: Case, measured: list[str]) -> Fix | None:
    """The metrics with one more."""
    listed = case.places.entry("train", case.name, "metrics") or case.places.entry(
        "train", "metrics"
    )
    if listed is None:
        return enter(case, "train", "metrics", "[confusion]", SAFE)
    text = listed.value.span.text.rstrip()
    if not text.endswith("]") or not measured:
        return None
    return enter(case, "train", "metrics", f"{text[:-1].rstrip().rstrip(',')}, confusion]", SAFE)
