"""Dropout that hides parts of what the network gives."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, drop
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, network

RULE = Practice(
    code="REG003",
    name="dropout-on-output",
    reason="Dropout behind the last layer hides the prediction itself from the loss.",
    why=(
        "Dropout regularises a layer by hiding its inputs. Behind the last layer nothing is left to"
        " learn from what is hidden: logits are set to zero or scaled at random, and the loss compares"
        " noise with the target."
    ),
    source="Srivastava et al. (2014), sec. 4",
    bad=(
        Sample(
            classifier("y = x -> dense(64) -> relu -> dense(3) -> dropout(20%) -> softmax"),
            at="dropout(20%)",
        ),
        Sample(
            network("x: f32[8] in 0..1", "y = x -> dense(4) -> relu -> dense(1) -> dropout(0.5)"),
            at="dropout(0.5)",
        ),
    ),
    good=(
        Sample(classifier("y = x -> dense(64) -> relu -> dropout(20%) -> dense(3) -> softmax")),
        Sample(network("x: f32[8] in 0..1", "y = x -> dense(4) -> relu -> dropout(0.5)")),
    ),
)
DROPOUTS = ("dropout", "spatial_dropout", "alpha_dropout")
LAST = ("softmax", "sigmoid", "log_softmax", "tanh", "squeeze")


def find(case: Case) -> Iterator[Diagnostic]:
    """A dropout behind a layer, from which only an output activation leads to an output."""
    for node in case.called(*DROPOUTS):
        if _ends(case, node) and _is_of_layer(case, node):
            yield RULE.at(
                node.span,
                f"this `{node.op.term()}` stands behind the last layer, and hides the prediction itself",
                help="put it before the last layer, or leave it out",
                fix=drop(case, node, SAFE),
            )


def _ends(case: Case, node: Node) -> bool:
    """Whether nothing but an output activation, and what lays numbers out anew, is left to the output."""
    at: Node | None = node
    while at is not None and not case.is_output(at):
        at = case.reader(at)
        if at is not None and not (at.op.relays or at.op.term() in LAST):
            return False
    return at is not None


def _is_of_layer(case: Case, node: Node) -> bool:
    """Whether what is dropped comes straight from a layer, and is no hidden activation given out."""
    before = case.source(node.inputs[0])
    while before.op.relays or before.op.term() == "squeeze":
        before = case.source(before.inputs[0])
    return case.is_layer(before)
