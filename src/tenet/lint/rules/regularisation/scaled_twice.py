"""Numbers that are brought to a scale which they have already."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import drop
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, network

RULE = Practice(
    code="REG012",
    name="scaled-twice",
    reason="What is normalised already is normalised again, or divided by the range that it had before.",
    why=(
        "Of two batch norms in a row the second undoes the scale and shift that the first has learned. And"
        " pixels that `min_max` has brought to 0..1, divided by 255 once more, lie in 0..0.004: all inputs"
        " look alike, and the first layer's gradients are 255 times too small."
    ),
    source="Ioffe and Szegedy (2015), sec. 3; Braiek and Khomh (2023), TheDeepChecker, sec. 3",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "y = x -> conv(8, 3, bias=false) -> batch_norm(eps=1e-3) -> batch_norm -> relu",
            ),
            at="-> «batch_norm» -> relu",
        ),
        Sample(
            classifier(
                "y = (x / 255) -> dense(64) -> relu -> dense(3) -> softmax",
                data={"x": 'columns("x*") -> min_max'},
            ),
            at="x / 255",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "y = x -> conv(8, 3, bias=false) -> batch_norm -> relu -> batch_norm",
            )
        ),
        Sample(network("x: f32[3, 8, 8] in 0..255", "y = (x / 255) -> conv(8, 3) -> relu")),
        Sample(
            network("x: f32[4, 8] in 0..1", "y = x -> dense(8) -> layer_norm -> layer_norm -> relu")
        ),
    ),
)
NORMS = ("batch_norm", "instance_norm")
SMALL = 0.02
"""A factor below which inputs of about one all look alike."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A norm behind the same norm, and a scaled field that is divided by a large number."""
    for node in case.called(*NORMS):
        before = case.source(node.inputs[0])
        if before.op.term() == node.op.term() and case.reader(before) is node:
            yield RULE.at(
                node.span,
                f"`{node.path}` normalises what `{before.path}` has normalised",
                help="leave one of them out",
                labels=(case.label(before, "the first is here"),),
                fix=drop(case, node),
            )
    for node in case.called("div", "mul"):
        name, factor = _scaled(case, node)
        scaling = case.scaling(name)
        if scaling is not None and 0 < abs(factor) < SMALL:
            done = scaling.stage.term()
            yield RULE.at(
                node.span,
                f"`{name}` is scaled by `{done}` in `data`, and here again by {abs(factor):.2g}",
                help=f"leave the division out: `{done}` has done it, and the exported model does too",
            )


def _scaled(case: Case, node: Node) -> tuple[str, float]:
    """The input that a node multiplies by a constant, and the constant; 1 where it does not."""
    first, second = (case.source(value) for value in node.inputs[:2])
    if node.op.term() == "mul" and first.op.term() == "constant":
        first, second = second, first
    value: float = getattr(second.op, "value", 1.0)
    if first.op.term() != "input" or not value:
        return "", 1.0
    return first.output.hint, 1 / value if node.op.term() == "div" else value
