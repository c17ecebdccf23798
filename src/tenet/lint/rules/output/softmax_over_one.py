"""A softmax over a single number."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Fix
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, drop, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network, regressor
from tenet.ops.softmax import OfScores
from tenet.types.shape import axis_of

RULE = Practice(
    code="OUT001",
    name="softmax-over-one",
    reason="A softmax over a single number is 1, whatever the number.",
    why=(
        "A softmax divides the exponential of each score by their sum; of one score that is 1. The network"
        " gives the same for every row, no gradient passes, and nothing before it learns. One probability"
        " is what a sigmoid gives; a single number that is predicted needs no activation."
    ),
    source="Bishop (2006), sec. 4.2; Cao et al. (2022), DeepFD",
    bad=(
        Sample(
            network("x: f32[20] in 0..1", "y = x -> dense(16) -> relu -> dense(1) -> softmax"),
            at="softmax",
        ),
        Sample(regressor("y = x -> dense(64) -> relu -> dense(1) -> softmax"), at="softmax"),
    ),
    good=(
        Sample(network("x: f32[20] in 0..1", "y = x -> dense(16) -> relu -> dense(1) -> sigmoid")),
        Sample(network("x: f32[20] in 0..1", "y = x -> dense(16) -> relu -> dense(2) -> softmax")),
        Sample(
            network("x: f32[9, 4] in 0..1", "y = x * (x -> dense(1) -> softmax(axis=0)) -> sum(0)")
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A softmax along an axis of one place."""
    for node in case.nodes(OfScores):
        assert isinstance(node.op, OfScores)
        kind = node.inputs[0].type
        if kind.shape[axis_of(node.op.axis, kind.rank)] != 1:
            continue
        before = case.source(node.inputs[0])
        yield RULE.at(
            node.span,
            f"this `{node.op.term()}` sees a single number, and gives the same whatever that is",
            help="use `sigmoid` for one probability; leave it out where a number is predicted",
            labels=(case.label(before, f"{kind.bare} comes from here"),),
            fix=_instead(case, node),
        )


def _instead(case: Case, node: Node) -> Fix | None:
    """A sigmoid, or nothing where the loss compares numbers."""
    outputs = {value.number: name for name, value in case.graph.outputs.items()}
    if case.tasks.get(outputs.get(node.output.number, "")) == "numbers":
        return drop(case, node, SAFE)
    return write(node.span, "sigmoid", SAFE)
