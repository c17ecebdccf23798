"""An activation that bounds the scores from which probabilities are made."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, inf

from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, drop
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, detector, network
from tenet.types.shape import axis_of, layout
from tenet.types.tensor import Interval

RULE = Practice(
    code="OUT014",
    name="clipped-scores",
    reason="The scores behind a softmax or sigmoid go through an activation that bounds them.",
    why=(
        "A softmax or sigmoid takes any number, and needs large ones of both signs to be sure. Behind a"
        " relu no score is below 0, so that a sigmoid never says less than 1/2, and a class whose score is"
        " negative gets no gradient; behind a tanh a softmax of ten classes never says more than 0.45. A"
        " relu before global average pooling, as in Network in Network, is something else."
    ),
    source="Goodfellow, Bengio and Courville (2016), sec. 6.2.2; Schoop et al. (2021), UMLAUT",
    bad=(
        Sample(
            classifier("y = x -> dense(64) -> relu -> dense(3) -> relu -> softmax"),
            at="dense(3) -> «relu» -> softmax",
        ),
        Sample(
            detector("y = x -> dense(64) -> relu -> dense(1) -> tanh -> sigmoid"),
            at="tanh",
        ),
    ),
    good=(
        Sample(classifier()),
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "y = x -> conv(10, 3) -> relu -> global_avg_pool -> softmax",
            )
        ),
        Sample(
            network(
                "x: f32[9, 8] in 0..1",
                "scores = x -> dense(8) -> tanh -> softmax(axis=0)",
                "y = x * scores -> sum(axis=0) -> dense(2)",
            )
        ),
        Sample(network("x: f32[9, 8] in 0..1", "y = x -> dense(1) -> tanh -> softmax(axis=0)")),
    ),
)
BOUNDING = (
    "relu",
    "relu6",
    "tanh",
    "sigmoid",
    "softplus",
    "softsign",
    "hard_tanh",
    "hard_sigmoid",
    "elu",
    "celu",
    "selu",
    "gelu",
    "silu",
    "swish",
    "mish",
    "hard_swish",
    "log_sigmoid",
)
"""Activations below or above which there are numbers that they never give."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A softmax or sigmoid that is an output, and reads an activation that nothing else reads."""
    for node in case.called("softmax", "sigmoid", "log_softmax"):
        if not _is_given(case, node) or not _is_of_classes(node):
            continue
        before = _before(case, node)
        if before.op.term() not in BOUNDING or case.reader(before) is None:
            continue
        yield RULE.at(
            before.span,
            f"this `{before.op.term()}` bounds the scores of `{node.op.term()}`:"
            f" {_effect(node, before.output.type.range)}",
            help="leave it out: the last layer stays linear, and its scores are free",
            labels=(case.label(node, "probabilities are made here"),),
            fix=drop(case, before, SAFE),
        )


def _is_given(case: Case, node: Node) -> bool:
    """Whether it is an output, perhaps without axes of one place."""
    reader = case.reader(node)
    given = reader is not None and (reader.op.relays or reader.op.term() == "squeeze")
    return case.is_output(node) or (given and reader is not None and case.is_output(reader))


def _before(case: Case, node: Node) -> Node:
    """What makes the scores; dropout, and what only lays them out anew, is passed by."""
    at = case.source(node.inputs[0])
    while at.op.relays or at.op.term() in ("squeeze", "dropout"):
        at = case.source(at.inputs[0])
    return at


def _is_of_classes(node: Node) -> bool:
    """Whether it looks at the features or channels of each place, and not at places, as attention does."""
    kind = node.inputs[0].type
    if node.op.term() == "sigmoid":
        return True
    if not kind.shape:
        return False
    axis = axis_of(getattr(node.op, "axis", -1), kind.rank)
    return axis in (layout(kind.shape).channel_axis, kind.rank - 1)


def _effect(node: Node, reach: Interval) -> str:
    """What is never said of scores in an interval."""
    if node.op.term() == "sigmoid":
        low, high = (1 / (1 + exp(-end)) if end > -inf else 0.0 for end in (reach.low, reach.high))
        return f"it says {low:.2g} to {high:.2g} and nothing beyond"
    axis = getattr(node.op, "axis", -1)
    classes, width = node.inputs[0].type.shape[axis], reach.high - reach.low
    if width < inf and isinstance(classes, int):
        most = 1 / (1 + (classes - 1) * exp(-width))
        return f"no probability of {classes} exceeds {most:.2g}"
    end = f"above {reach.high:.2g}" if reach.high < inf else f"below {reach.low:.2g}"
    return f"no score lies {end}, and there no gradient passes"
