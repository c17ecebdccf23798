"""A gated recurrence over many hundreds of steps."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="RNN006",
    name="very-long-recurrence",
    reason="Gated recurrences, too, seldom use what lies more than some hundred steps back.",
    why=(
        "An LSTM language model uses some 200 words of context, and the order of only the last 50. Over"
        " 500 and more steps its gradient is weak, and training slow, since no step can begin before the"
        " one before it has ended. A strided convolution or a pool before it makes the sequence shorter;"
        " attention reaches every place in one step."
    ),
    source="Khandelwal et al. (2018), sec. 3; Vaswani et al. (2017), table 1",
    severity=Severity.INFO,
    bad=(
        Sample(
            network("x: f32[2000, 8] in 0..1", "y = x -> lstm(64) -> last -> dense(2)"),
            at="lstm(64)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[2000, 8] in 0..1",
                "x = x -> conv(32, 9, stride=4) -> relu -> max_pool(4)",
                "y = x -> lstm(64) -> last -> dense(2)",
            )
        ),
        Sample(network("x: f32[200, 8] in 0..1", "y = x -> gru(64) -> last -> dense(2)")),
    ),
)
LONGEST = 500
"""Steps beyond which it is said."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A gated recurrence over more steps than it can be expected to use."""
    for node in case.called("lstm", "gru"):
        length = node.inputs[0].type.shape[0]
        if isinstance(length, int) and length > LONGEST:
            shorter = -(-length // 200)
            yield RULE.at(
                node.span,
                f"this `{node.op.term()}` runs over {length} steps, one after the other",
                help=f"make the sequence shorter before it, such as by `max_pool({shorter})` or a strided"
                " `conv`, or use `self_attention`",
            )
