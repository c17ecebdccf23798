"""Two activations with nothing between them."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, drop
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="ACT004",
    name="activation-twice",
    reason="Two activations stand in a row, with no layer between them.",
    why=(
        "Behind a relu a second one, or a leaky or exponential one, changes nothing: all it sees is at"
        " least 0. Of two different ones the second sees only what the first leaves, so that a tanh of a"
        " relu gives 0..1, and a relu of a sigmoid is the sigmoid. Most often one was added where the"
        " other already stood."
    ),
    source="Nikanjam et al. (2021), NeuraLint rule 3",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network("x: f32[8] in 0..1", "y = x -> dense(16) -> relu -> relu -> dense(2)"),
            at="relu -> «relu»",
        ),
        Sample(
            network("x: f32[8] in 0..1", "y = x -> dense(16) -> sigmoid -> tanh -> dense(2)"),
            at="tanh",
        ),
    ),
    good=(
        Sample(network("x: f32[8] in 0..1", "y = x -> dense(16) -> relu -> batch_norm -> relu")),
        Sample(
            network("x: f32[8] in 0..1", "h = x -> dense(16)", "y = h * (h -> softplus -> tanh)")
        ),
    ),
)
RECTIFIERS = ("relu", "leaky_relu", "prelu", "rrelu", "elu", "celu")
"""What leaves every number above zero as it is."""
NONNEGATIVE = ("relu", "relu6", "sigmoid", "hard_sigmoid")
OTHERS = (
    "selu",
    "gelu",
    "silu",
    "swish",
    "mish",
    "tanh",
    "hard_tanh",
    "hard_swish",
    "softsign",
)
ACTIVATIONS = (*RECTIFIERS, "relu6", "sigmoid", "hard_sigmoid", *OTHERS)


def find(case: Case) -> Iterator[Diagnostic]:
    """An activation that alone reads another one; probabilities that are given out are OUT014's."""
    for first in case.called(*ACTIVATIONS):
        second = case.reader(first)
        if second is None or second.op.term() not in ACTIVATIONS:
            continue
        if second.op.term() in ("sigmoid", "hard_sigmoid") and _ends(case, second):
            continue
        one, other = first.op.term(), second.op.term()
        idle = one in NONNEGATIVE and other in RECTIFIERS
        said = "changes nothing" if idle else "stands without a layer between"
        yield RULE.at(
            second.span,
            f"this `{other}` behind `{one}` {said}",
            help="leave it out" if idle else "leave one of the two out",
            labels=(case.label(first, "the first is here"),),
            fix=drop(case, second, SAFE) if idle else None,
        )


def _ends(case: Case, node: Node) -> bool:
    """Whether nothing but a change of axes follows."""
    reader = case.reader(node)
    return reader is None or reader.op.relays or reader.op.term() == "squeeze"
