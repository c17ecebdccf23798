"""Dropout of which hardly a unit is left over."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, network

RULE = Practice(
    code="REG004",
    name="heavy-dropout",
    reason="Dropout beyond a half hides more than it leaves.",
    why=(
        "The noise that dropout multiplies by has the variance p / (1 - p): 1 at 50%, 4 at 80%, 9 at 90%. Half"
        " is the most that the paper found of use for hidden units, and errors rise steeply beyond 70%,"
        " unless the layer is so wide that hundreds of units are left. Often the share to keep was meant."
        " Between a half and 70% it is advice."
    ),
    source="Srivastava et al. (2014), sec. 7.3 and fig. 9",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier("y = x -> dense(64) -> relu -> dropout(80%) -> dense(3) -> softmax"),
            at="80%",
        ),
        Sample(
            classifier("y = x -> dense(64) -> relu -> dropout(60%) -> dense(3) -> softmax"),
            at="60%",
        ),
    ),
    good=(
        Sample(classifier("y = x -> dense(64) -> relu -> dropout(50%) -> dense(3) -> softmax")),
        Sample(classifier("y = x -> dense(4096) -> relu -> dropout(80%) -> dense(3) -> softmax")),
        Sample(
            network("x: f32[64] in 0..1", "y = x -> dropout(75%) -> dense(32) -> relu -> dense(64)")
        ),
    ),
)
HALF, HEAVY = 0.5, 0.7
"""The most that is of use, and the rate above which errors rise in the paper's figure 9."""
ENOUGH = 200
"""Units left over that are many."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A high rate on hidden vectors; what hides parts of the input is meant to hide much."""
    for node in case.called("dropout"):
        rate: float = getattr(node.op, "rate", 0.0)
        width = _width(node)
        if rate <= HALF or width is None or width * (1 - rate) >= ENOUGH:
            continue
        if not any(map(case.is_layer, case.upstream(node.inputs[0]))):
            continue
        span = case.at(node, "rate")
        yield RULE.at(
            span,
            f"`{node.path}` hides {100 * rate:g}% of {width} units, and leaves {width * (1 - rate):.0f}",
            help="take 20% to 50%; `rate` is the share that is dropped, not the one that is kept",
            fix=write(span, "50%") if "=" not in span.text and span != node.span else None,
            severity=None if rate > HEAVY else Severity.INFO,
        )


def _width(node: Node) -> int | None:
    """How many units there are, of a vector; images and sequences repeat what they hold."""
    shape = node.inputs[0].type.shape
    return shape[0] if len(shape) == 1 and isinstance(shape[0], int) else None
