"""The last place of a recurrence in both directions, whose backward half has read one step."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Edit, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import UNSAFE, drop, give, together
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.recurrent import Recurrent
from tenet.source import Span
from tenet.syntax.tree import Call, Expression

RULE = Practice(
    code="RNN007",
    name="last-place-of-both-ways",
    reason="At the last place of a sequence a backward recurrence has only just begun.",
    why=(
        "What reads from the end has read one step there and the whole sequence at the first place. Half"
        " of the features of the last place of both directions thus know the last step alone. The last"
        " state of each, which `returns=last` gives side by side, has read everything; so has a mean or"
        " maximum over the places."
    ),
    source="Schuster and Paliwal (1997), sec. II; Graves and Schmidhuber (2005)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[100, 8] in 0..1", "y = x -> bidirectional(lstm(32)) -> last -> dense(2)"
            ),
            at="last",
        ),
        Sample(
            network(
                "x: f32[100, 8] in 0..1",
                "x = x -> gru(32, bidirectional=true) -> dropout(20%)",
                "y = x[99] -> dense(2)",
            ),
            at="x[99]",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[100, 8] in 0..1",
                "y = x -> bidirectional(lstm(32, returns=last)) -> dense(2)",
            )
        ),
        Sample(network("x: f32[100, 8] in 0..1", "y = x -> lstm(32) -> last -> dense(2)")),
        Sample(
            network(
                "x: f32[100, 8] in 0..1",
                "y = x -> bidirectional(gru(32)) -> max(axis=0) -> dense(2)",
            )
        ),
    ),
)
KEEPING = ("dropout", "layer_norm", "batch_norm", "spatial_dropout")
"""Operations that leave each place what it was."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A last place that is taken of the states of both directions."""
    for node in case.called("last", "slice"):
        source = case.source(node.inputs[0])
        while source.op.term() in KEEPING:
            source = case.source(source.inputs[0])
        both = isinstance(source.op, Recurrent) and source.op.bidirectional
        if not both or not _is_last(node) or source.output.type.rank != 2:
            continue
        assert isinstance(source.op, Recurrent)
        yield RULE.at(
            node.span,
            f"the last place of `{source.op.term()}` in both directions is read: the backward half of its"
            f" {source.op.width} features has read one step of {source.output.type.shape[0]}",
            help=f"take the last state of each: `bidirectional({source.op.term()}({source.op.units},"
            " returns=last))`",
            labels=(case.label(source, "both directions are read here"),),
            fix=_both_ends(case, source, node),
        )


def _is_last(node: Node) -> bool:
    """Whether it takes the last place of a sequence."""
    if node.op.term() == "last":
        return getattr(node.op, "axis", 0) == 0
    place, length = getattr(node.op, "places", (None,))[0], node.inputs[0].type.shape[0]
    ends = (-1, length - 1) if isinstance(length, int) else (-1,)
    return place is not None and place.drop and place.low in ends


def _both_ends(case: Case, layer: Node, last: Node) -> Fix | None:
    """The layer's own last states, in place of the last place."""
    if case.reader(layer) is not last or last.op.term() != "last":
        return None
    stage = case.places.stage(layer.span)
    if stage is None or case.given(layer, "returns"):
        return None
    written: Expression = stage.written
    if not isinstance(written, Call) or written.callee.span.text != "bidirectional":
        return together(drop(case, last), give(case, layer, "returns", "last"))
    inner = written.arguments[0].value
    if not isinstance(inner, Call) or not inner.arguments:
        return None
    end = inner.arguments[-1].span
    behind = Edit(Span(end.source, end.end, end.end), ", returns=last")
    return together(drop(case, last), Fix(UNSAFE, (behind,)))
