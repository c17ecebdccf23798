"""A plain recurrence over a long sequence."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.syntax.tree import Call

RULE = Practice(
    code="RNN001",
    name="plain-rnn-on-long-sequence",
    reason="A plain recurrence forgets what lies more than some twenty steps back.",
    why=(
        "Its gradient is a product of one Jacobian a step, and shrinks or grows geometrically. The gates"
        " of an LSTM or GRU keep a path along which it passes unchanged."
    ),
    source="Bengio, Simard and Frasconi (1994); Hochreiter and Schmidhuber (1997), sec. 3.1",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network("x: f32[100, 8] in 0..1", "y = x -> rnn(32) -> last -> dense(2)"), at="rnn(32)"
        ),
        Sample(
            network(
                "x: f32[100, 8] in 0..1",
                "y = x -> bidirectional(rnn(32)) -> mean(axis=0) -> dense(2)",
            ),
            at="bidirectional(rnn(32))",
        ),
    ),
    good=(
        Sample(network("x: f32[100, 8] in 0..1", "y = x -> gru(32) -> last -> dense(2)")),
        Sample(network("x: f32[12, 8] in 0..1", "y = x -> rnn(32) -> last -> dense(2)")),
    ),
)
LONGEST = 20
"""Steps that a plain recurrence can be expected to remember."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A plain recurrence over more steps than it can remember."""
    for node in case.called("rnn"):
        length = node.inputs[0].type.shape[0]
        if not isinstance(length, int) or length <= LONGEST:
            continue
        yield RULE.at(
            node.span,
            f"a plain `rnn` runs over {length} steps, and remembers some {LONGEST}",
            help="use `gru` or `lstm`",
            fix=_gated(case, node),
        )


def _gated(case: Case, node: Node) -> Fix | None:
    """The gated layer in its place, in both directions too; none where a setting is the plain one's own."""
    stage = case.places.stage(node.span)
    if stage is None or case.given(node, "activation"):
        return None
    written = stage.written
    if isinstance(written, Call) and written.callee.span.text == "bidirectional":
        written = written.arguments[0].value
    callee = written.callee if isinstance(written, Call) else written
    return write(callee.span, "gru") if callee.span.text == "rnn" else None
