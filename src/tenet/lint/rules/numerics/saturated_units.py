"""Units that start where their activation is flat."""

from __future__ import annotations

from collections.abc import Iterator
from math import erfc, sqrt
from typing import TYPE_CHECKING

from tenet.analysis.inputs import far_from_zero
from tenet.analysis.layers import learns
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import normalise
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

if TYPE_CHECKING:
    from tenet.analysis.moments import Moment

RULE = Practice(
    code="NUM004",
    name="saturated-units",
    reason="Most units start where a sigmoid or tanh is flat, so that hardly a gradient passes.",
    why=(
        "Five away from zero the slope of a sigmoid is 0.007 and that of a tanh 0.0002: a unit that"
        " starts there learns tens to thousands of times more slowly than one near zero, and so does all"
        " before it. Inputs or weights are too large. Said where more than half of the numbers are predicted to lie"
        " there, at the lower end of the prediction's interval."
    ),
    source="Glorot and Bengio (2010), sec. 3; Wardat et al. (2022), DeepDiagnosis",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network("x: f32[20] in 0..1", "y = 100 * x -> dense(64) -> tanh -> dense(3)"),
            at="tanh",
        ),
    ),
    good=(
        Sample(network("x: f32[20] in 0..1", "y = x -> dense(64) -> tanh -> dense(3)")),
        Sample(
            network(
                "x: f32[20] in 0..1",
                "y = 100 * x -> dense(64) -> batch_norm -> tanh -> dense(3)",
            )
        ),
    ),
)
FLAT = 5.0
MOST = 0.5


def find(case: Case) -> Iterator[Diagnostic]:
    """A sigmoid or tanh most of whose inputs are predicted to lie where it is flat, at the least."""
    squashing = list(case.called("sigmoid", "tanh"))
    if not squashing or far_from_zero(case.graph, case.moments):
        return
    for node in squashing:
        moment = case.moments.of(node.inputs[0])
        if moment is None or moment.rms <= FLAT:
            continue
        least, most = (_beyond(moment, end / moment.rms) for end in (moment.low, moment.high))
        layer = case.source(node.inputs[0])
        if least > MOST:
            yield RULE.at(
                node.span,
                f"{least:.0%} to {most:.0%} of what enters this `{node.op.term()}` are predicted to lie"
                f" beyond -{FLAT:g}..{FLAT:g} before training, where it is flat",
                help="scale the input, or put a norm before it",
                fix=normalise(case, layer) if learns(layer) else None,
            )
            return


def _beyond(moment: Moment, factor: float) -> float:
    """The share of normal numbers beyond where the activation is flat, all of them times a factor."""
    mean, deviation = moment.mean * factor, sqrt(moment.variance) * factor
    if deviation == 0:
        return float(abs(mean) > FLAT)
    ends = (FLAT - mean) / deviation, (FLAT + mean) / deviation
    return sum(erfc(end / sqrt(2)) / 2 for end in ends)
