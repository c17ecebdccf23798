"""Plain gradient descent on several layers."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.source import Span

RULE = Practice(
    code="OPT004",
    name="no-momentum",
    reason="SGD without momentum is slow along the flat directions that several layers make.",
    why=(
        "The loss of a deep network curves much more in some directions than in others, and the rate must"
        " suit the steepest. Momentum m adds up the gradients of a flat direction to 1 / (1 - m) times"
        " their size and cancels those that change sign; with rate * (1 - m) the steps of a"
        " straight path stay as long as they were."
    ),
    source="Sutskever et al. (2013), sec. 2 and 3",
    severity=Severity.INFO,
    bad=(Sample(classifier(train={"optimizer": "sgd(0.1)"}), at="sgd(0.1)"),),
    good=(
        Sample(classifier(train={"optimizer": "sgd(0.1, momentum=0.9)"})),
        Sample(
            classifier("y = x -> dense(3) -> softmax", train={"optimizer": "sgd(0.1)"}),
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """SGD without momentum, where more than one layer learns."""
    assert case.settings is not None
    optimizer, span = case.settings.optimizer, case.entry("optimizer")
    momentum = getattr(optimizer, "momentum", None)
    if (
        optimizer.term() != "sgd"
        or optimizer.sought
        or momentum != 0
        or len(case.layers) < 2
        or span is None
    ):
        return
    rate = f"{optimizer.rate / 10:g}"
    yield RULE.at(
        span,
        f"`sgd` moves {len(case.layers)} layers without momentum",
        help=f"write `sgd({rate}, momentum=0.9)`, whose steps add up to the same length",
        fix=write(_rate(case), f"{rate}, momentum=0.9"),
    )


def _rate(case: Case) -> Span | None:
    """The rate as the only argument; none where there are others beside it."""
    whole, rate = case.entry("optimizer"), case.entry("optimizer", "learning_rate")
    alone = whole is not None and rate is not None and whole.text == f"sgd({rate.text})"
    return rate if alone and rate is not None and "=" not in rate.text else None
