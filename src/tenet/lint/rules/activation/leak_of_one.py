"""A leaky rectifier that leaks everything."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, take
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="ACT007",
    name="leak-of-one",
    reason="A leaky rectifier of slope 1 gives back what it is given, and is no activation.",
    why=(
        "Below zero a leaky rectifier multiplies by its slope: 0.01 is usual, 0.2 in GANs. At 1 both sides"
        " are alike, so that the layers before and behind are one linear map together. Slopes outside 0..1"
        " the language refuses."
    ),
    source="Maas, Hannun and Ng (2013), sec. 2; Xu et al. (2015), sec. 2.2",
    bad=(
        Sample(
            network("x: f32[8] in 0..1", "y = x -> dense(16) -> leaky_relu(1) -> dense(2)"),
            at="leaky_relu(«1»)",
        ),
        Sample(
            network("x: f32[8] in 0..1", "y = x -> dense(16) -> rrelu(1, 1) -> dense(2)"),
            at="rrelu(«1», 1)",
        ),
    ),
    good=(
        Sample(network("x: f32[8] in 0..1", "y = x -> dense(16) -> leaky_relu(0.2) -> dense(2)")),
        Sample(network("x: f32[8] in 0..1", "y = x -> dense(16) -> rrelu(0.1, 1) -> dense(2)")),
    ),
)
SLOPES = {"leaky_relu": "slope", "rrelu": "low"}
"""The smallest slope of each."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A rectifier whose smallest slope is 1."""
    for node in case.called(*SLOPES):
        term = node.op.term()
        if getattr(node.op, SLOPES[term]) == 1:
            yield RULE.at(
                case.at(node, SLOPES[term]),
                f"with a slope of 1 this `{term}` gives back what it is given",
                help="give a smaller slope, such as 0.01, or leave it out",
                fix=take(case, node, SLOPES[term], SAFE),
            )
