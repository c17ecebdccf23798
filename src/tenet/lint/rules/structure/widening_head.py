"""Dense layers of a head that widen on the way to a small output."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="STR014",
    name="widening-head",
    reason="The hidden dense layers of a head grow wider, although its output is small.",
    why=(
        "Towards a few classes or numbers the layers drop what does not matter, and narrow. What a narrow"
        " layer has dropped, a wider one behind it cannot bring back: it adds parameters, and learns the"
        " training rows by heart more easily. Equal widths do as well; decoders, and layers of residual"
        " branches, are something else."
    ),
    source="Larochelle et al. (2009), sec. 6.3; Nikanjam et al. (2021), NeuraLint rule 19",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[64] in 0..1",
                "y = x -> dense(32) -> relu -> dense(256) -> relu -> dense(3) -> softmax",
            ),
            at="dense(256)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[64] in 0..1",
                "y = x -> dense(64) -> relu -> dense(32) -> relu -> dense(3) -> softmax",
            )
        ),
        Sample(
            network(
                "x: f32[64] in 0..1",
                "y = x -> dense(16) -> relu -> dense(32) -> relu -> dense(64) -> sigmoid",
            )
        ),
    ),
)
BETWEEN = ("batch_norm", "layer_norm", "dropout", "alpha_dropout")


def find(case: Case) -> Iterator[Diagnostic]:
    """A hidden dense layer that is wider than the one before, where the output is narrower than both."""
    for node in case.called("dense"):
        wider = _next_dense(case, node)
        if wider is None or _units(wider) <= _units(node):
            continue
        last = wider
        while (after := _next_dense(case, last)) is not None:
            last = after
        if last is wider or not _is_given(case, last) or _units(last) >= _units(node):
            continue
        yield RULE.at(
            wider.span,
            f"the hidden layers of this head widen from {_units(node)} units to {_units(wider)}, before an"
            f" output of {_units(last)}",
            help=f"let them narrow: exchange the two, or give this one at most {_units(node)} units",
            labels=(case.label(node, "the narrower one is here"),),
        )


def _units(node: Node) -> int:
    """How many numbers a dense layer gives; one of an open size never counts as narrow or wide."""
    units = getattr(node.op, "units", 0)
    return units if isinstance(units, int) else 0


def _next_dense(case: Case, node: Node) -> Node | None:
    """The dense layer that alone reads what this one gives, behind norm, activation and dropout."""
    at = case.reader(node)
    while at is not None and (at.op.feeds is not None or at.op.term() in BETWEEN):
        at = case.reader(at)
    return at if at is not None and at.op.term() == "dense" else None


def _is_given(case: Case, node: Node) -> bool:
    """Whether a layer's result is an output, or its activation is."""
    at: Node | None = node
    while at is not None and not case.is_output(at):
        at = case.reader(at)
        if at is not None and at.op.feeds is None and not at.op.relays:
            return at.op.term() == "squeeze"
    return at is not None
