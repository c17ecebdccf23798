"""Few rows, judged on a single split."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.profile import Profile
from tenet.data.splits.random import Random
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

FEW_ROWS = Profile(rows=400, train=280)
RULE = Practice(
    code="EVA004",
    name="judged-once",
    reason="A score on a few dozen rows is as much the split's doing as the network's.",
    why=(
        "Of n rows that are judged, an accuracy a is known to sqrt(a (1 - a) / n): to 5 points of a hundred"
        " for 60 rows and 80%. Of k folds each row is judged once by a network that has not seen it,"
        " so that all rows count, and how far the folds lie apart tells what chance does. It takes k"
        " trainings, which few rows make short."
    ),
    source="Kohavi (1995), sec. 3 and 5; Varoquaux (2018), Cross-validation failure",
    severity=Severity.INFO,
    bad=(
        Sample(
            classifier(),
            at="random(train=70%, validation=15%, test=15%, stratify=label, seed=1)",
            profile=FEW_ROWS,
        ),
    ),
    good=(
        Sample(classifier(), profile=Profile(rows=40_000, train=28_000)),
        Sample(
            classifier(data={"split": "folds(5, stratify=label, test=15%, seed=1)"}),
            profile=FEW_ROWS,
        ),
    ),
)
FEW = 1000
"""Rows up to which a fifth of them tells little."""
COUNT = 5


def find(case: Case) -> Iterator[Diagnostic]:
    """A random split, once, of few rows."""
    if case.data is None or case.profile is None or not isinstance(case.data.split, Random):
        return
    split, rows = case.data.split, case.profile.rows
    judged = round(rows * (split.test or split.validation))
    if rows >= FEW or not judged:
        return
    given = {
        "stratify": split.stratify,
        "test": f"{split.test * 100:g}%" if split.test else None,
        "seed": split.seed or None,
    }
    said = "".join(f", {name}={value}" for name, value in given.items() if value is not None)
    instead = f"folds({COUNT}{said})"
    yield RULE.at(
        case.data.split_span,
        f"{rows} rows are split once, and the score is one on {judged} of them",
        help=f"write `{instead}`: each row is judged once, and the folds show how far scores differ",
        fix=write(case.data.split_span, instead),
    )
