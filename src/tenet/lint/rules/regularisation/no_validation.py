"""No rows are kept aside to choose an epoch by."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.shares import Shares
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.syntax.tree import Call

RULE = Practice(
    code="REG008",
    name="no-validation",
    reason="Without rows for validation nobody sees when a network begins to learn by heart.",
    why=(
        "The training loss falls to the end, and the test rows are for one look after all choices are made:"
        " chosen by them, an epoch or a rate looks better than it is. Some 10% to 20% of the rows, used"
        " neither for training nor for the test, choose the epoch that is kept."
    ),
    source="Prechelt (1998); Bengio (2012), sec. 3.1.1; Hastie, Tibshirani and Friedman (2009), sec. 7.2",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(data={"split": "random(train=80%, test=20%, seed=1)"}, train={"stop": None}),
            at="random(train=80%, test=20%, seed=1)",
        ),
    ),
    good=(
        Sample(classifier()),
        Sample(classifier(data={"split": "random(seed=1)"})),
        Sample(classifier(data={"split": "random(train=100%)"}, train={"stop": None})),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A split with a part for the test, or a run that is stopped early, and no rows for validation."""
    if case.data is None or case.settings is None or not isinstance(case.data.split, Shares):
        return
    split, stopped = case.data.split, case.settings.stop is not None
    watched = getattr(case.settings.stop, "monitor", "").startswith("validation.")
    several = len(case.experiment.networks) > 1  # of networks that play, no loss tells when to end
    if split.validation > 0 or ((split.train == 1 or several) and not watched):
        return
    train = round(split.train * 100) - 15
    shares = {"train": f"{train}%", "validation": "15%", "test": f"{85 - train}%"}
    if not 50 < train < 85:
        shares = {"train": "70%", "validation": "15%", "test": "15%"}
    message = (
        "early stopping has no rows to look at: the split keeps none for validation"
        if stopped
        else "the split keeps no rows for validation: nothing tells when training should end"
    )
    written = _divided(case, ", ".join(f"{name}={share}" for name, share in shares.items()))
    yield RULE.at(
        case.data.split_span,
        message,
        help="keep some 15% of the rows for it" if written is None else f"write `{written}`",
        fix=None if written is None else write(case.data.split_span, written, SAFE),
    )


def _divided(case: Case, shares: str) -> str | None:
    """The split with other shares, its other arguments as they are."""
    found = case.places.entry("data", "split")
    if found is None or not isinstance(found.value, Call):
        return None
    others = [
        given.span.text
        for given in found.value.arguments
        if given.name is None or given.name.text not in {"train", "validation", "test"}
    ]
    first = [text for text in others if "=" not in text]
    rest = [text for text in others if "=" in text]
    inside = ", ".join([*first, shares, *rest])
    return f"{found.value.callee.span.text}({inside})"
