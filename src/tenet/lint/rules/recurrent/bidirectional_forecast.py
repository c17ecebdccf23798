"""A prediction of what comes next, by a recurrence that also reads from the end."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.ahead import leaks
from tenet.diagnostics import Diagnostic, Fix
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import take, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import foreteller, network
from tenet.ops.recurrent import Recurrent
from tenet.syntax.tree import Call

RULE = Practice(
    code="RNN002",
    name="bidirectional-forecast",
    reason="A recurrence that reads from the end has seen what it is to predict.",
    why=(
        "At each place its backward state is made of all that comes later, the target among it. Training"
        " then learns to copy: the loss falls towards zero, and where the future is not there yet, the"
        " model is worthless. Both directions are right where a whole sequence is given, as for tagging."
    ),
    source="Schuster and Paliwal (1997), sec. II; Kaufman et al. (2012), on leakage",
    bad=(
        Sample(
            foreteller(
                "x = x -> embedding(16) -> bidirectional(lstm(32))\n"
                "y = x[..-2] -> dense(10) -> softmax"
            ),
            at="bidirectional(lstm(32))",
        ),
        Sample(
            foreteller(
                "x = x -> embedding(16) -> gru(32, bidirectional=true)\n"
                "y = x[..-2] -> dense(10) -> softmax"
            ),
            at="gru(32, bidirectional=true)",
        ),
    ),
    good=(
        Sample(
            foreteller("x = x -> embedding(16) -> lstm(32)\ny = x[..-2] -> dense(10) -> softmax")
        ),
        Sample(
            network(
                "x: i64[6] in 0..9",
                "_, last, _ = x -> embedding(16) -> lstm(32, bidirectional=true)",
                "y = last -> dense(3) -> softmax",
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A recurrence in both directions, through which a prediction sees its target."""
    if case.objective is None:
        return
    for leak in leaks(case.objective):
        node = leak.sight.through
        if node is None or not isinstance(node.op, Recurrent):
            continue
        yield RULE.at(
            node.span,
            f"the loss asks for the next place of `{leak.field}`, and this `{node.op.term()}` reads it"
            " from the end, so that it has seen the answer",
            help=f"read in one direction: `{node.op.term()}({node.op.units})`",
            labels=(case.label(leak.loss, "prediction and target are compared here"),),
            fix=_one_way(case, node),
        )


def _one_way(case: Case, node: Node) -> Fix | None:
    """The layer in one direction, however both were asked for."""
    stage = case.places.stage(node.span)
    if stage is None or not isinstance(stage.written, Call):
        return None
    if stage.written.callee.span.text == "bidirectional" and len(stage.written.arguments) == 1:
        return write(node.span, stage.written.arguments[0].value.span.text)
    return take(case, node, "bidirectional")
