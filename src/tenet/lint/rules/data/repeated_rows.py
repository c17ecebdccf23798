"""Rows that are there more than once."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.lint.case import Case
from tenet.lint.mend import enter, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="DAT004",
    name="repeated-rows",
    reason="A row that is trained on and judged as well makes the judgement better than it is.",
    why=(
        "Of rows that occur twice a random split puts many on both sides, and what was learnt by heart counts"
        " as understood: without its 3% to 10% of near-duplicates, the test error of CIFAR rises by up to"
        " 14% of itself. Rows that others equal by chance, of a few choices each, are not meant."
    ),
    source="Barz and Denzler (2020), sec. 3 and 5",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(),
            at="random(train=70%, validation=15%, test=15%, stratify=label, seed=1)",
            profile=Profile(rows=4000, train=2800, duplicates=0.06, across=0.08),
        ),
        Sample(
            classifier(),
            at='csv("data.csv")',
            profile=Profile(rows=4000, train=2800, duplicates=0.2),
        ),
    ),
    good=(
        Sample(
            classifier(), profile=Profile(rows=4000, train=2800, duplicates=0.001, across=0.001)
        ),
    ),
)
ACROSS, WITHIN = 0.01, 0.1
"""The shares of judged rows and of all rows above which repetition changes a result."""


def find(case: Case) -> Iterator[Diagnostic]:
    """What the profile counts; whether across the parts or within them."""
    if case.data is None or case.profile is None:
        return
    seen = case.profile
    if any(cleaning.term() == "drop_duplicates" for cleaning in case.data.rows):
        return
    if seen.across > ACROSS:
        yield RULE.at(
            case.data.split_span,
            f"{seen.across:.1%} of the rows for validation and test are among the training rows too",
            help="drop them: `rows = drop_duplicates`",
            fix=_dropping(case),
        )
    elif seen.duplicates > WITHIN:
        yield RULE.at(
            case.data.source_span,
            f"{seen.duplicates:.0%} of the {seen.rows:,} rows stand in the file before",
            help="drop them with `rows = drop_duplicates`, unless each is an observation of its own",
            fix=_dropping(case),
        )


def _dropping(case: Case) -> Fix | None:
    """Repeated rows dropped before all else."""
    found = case.places.entry("data", "rows")
    if found is None:
        return enter(case, "data", "rows", "drop_duplicates")
    return write(found.value.span, f"drop_duplicates -> {found.value.span.text}")
