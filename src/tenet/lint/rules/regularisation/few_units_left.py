"""Dropout in a layer so narrow that a row may lose it whole."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import drop
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="REG007",
    name="few-units-left",
    reason="Dropout thins out a layer that is narrow already.",
    why=(
        "A layer of n units keeps n (1 - p) on average, and none at all with probability p^n: 6% of all"
        " rows for 4 units at 50%. With fewer than four left, what is passed on is mostly noise, and"
        " networks of that size have too few parameters to overfit anyway."
    ),
    source="Srivastava et al. (2014), sec. 7.3, who widen a layer of n units to n / (1 - p)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier("y = x -> dense(6) -> relu -> dropout(50%) -> dense(3) -> softmax"),
            at="dropout(50%)",
        ),
    ),
    good=(
        Sample(classifier("y = x -> dense(16) -> relu -> dropout(50%) -> dense(3) -> softmax")),
        Sample(classifier("y = x -> dense(6) -> relu -> dropout(10%) -> dense(3) -> softmax")),
    ),
)
FEWEST = 4
"""Units that should be left of a layer."""
LIGHT = 0.2
"""A rate that takes one unit of so few, if any."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A dropout behind a layer, of a vector of which few numbers are left."""
    for node in case.called("dropout", "alpha_dropout"):
        shape = node.inputs[0].type.shape
        rate: float = getattr(node.op, "rate", 0.0)
        width = shape[0] if len(shape) == 1 else None
        if not isinstance(width, int) or rate <= LIGHT or width * (1 - rate) >= FEWEST:
            continue
        hidden = any(map(case.is_layer, case.upstream(node.inputs[0])))
        if hidden and not case.is_output(node):
            yield RULE.at(
                node.span,
                f"of {width} units this `{node.op.term()}` leaves {width * (1 - rate):g} on average, and"
                f" none in {rate**width:.1%} of all rows",
                help="leave it out, or make the layer wider",
                fix=drop(case, node),
            )
