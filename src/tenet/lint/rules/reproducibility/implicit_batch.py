"""A training whose batch size is nowhere said."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, enter
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="REP006",
    name="implicit-batch-size",
    reason="The batch size decides the result as much as the learning rate does, so the spec says it.",
    why=(
        "The noise of a step grows with the rate and falls with the batch, and the number of steps in an"
        " epoch is the number of rows divided by it: a rate that was found at one batch size is wrong at"
        " another. Left out, it is 32, which a reader has to know."
    ),
    source="Goyal et al. (2017), sec. 2.1; Pineau et al. (2021), the reproducibility checklist",
    severity=Severity.INFO,
    bad=(Sample(classifier(train={"batch": None}), at="«train» {"),),
    good=(Sample(classifier()),),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A section that leaves the batch size to its default."""
    if case.settings is None or "batch" in case.settings.model_fields_set or case.training is None:
        return
    size = case.settings.batch
    yield RULE.at(
        case.training,
        f"`train` does not say how many rows a batch has; it is {size}",
        help=f"write `batch = {size}`",
        fix=enter(case, "train", "batch", str(size), SAFE),
    )
