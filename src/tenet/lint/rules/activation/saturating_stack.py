"""Sigmoids or tanhs on one another, through which hardly any gradient comes."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.collapse import is_map
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import together, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="ACT002",
    name="saturating-stack",
    reason="Of a gradient that passes several sigmoids without norm or shortcut, hardly anything is left.",
    why=(
        "The slope of a sigmoid is 1/4 at most, so that with weights that keep the scale each layer leaves a"
        " quarter of the gradient's size: five leave a thousandth. A tanh has a slope of 1 at zero, and"
        " with Xavier's weights four or five do no harm. A relu passes the gradient of every open unit"
        " whole; norms and shortcuts keep it in scale."
    ),
    source="Glorot and Bengio (2010), sec. 3 and 4.2; Schoenholz et al. (2017), sec. 4",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[32] in 0..1",
                "repeat 5 {",
                "    x = x -> dense(32) -> sigmoid",
                "}",
                "y = x -> dense(3)",
            ),
            at="sigmoid",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[32] in 0..1",
                "y = x -> dense(64) -> sigmoid -> dense(64) -> sigmoid -> dense(1) -> sigmoid",
            )
        ),
        Sample(
            network(
                "x: f32[32] in 0..1",
                "repeat 5 {",
                "    x = x -> dense(32) -> tanh",
                "}",
                "y = x -> dense(3)",
            )
        ),
        Sample(
            network(
                "x: f32[32] in 0..1",
                "repeat 5 {",
                "    x = x -> dense(32) -> batch_norm -> sigmoid",
                "}",
                "y = x -> dense(3)",
            )
        ),
    ),
)
FEWEST = 4
"""Such layers from which they count as a stack."""
LEFT = 0.03
"""The share of the gradient below which, by the whole interval, the first of them learns too slowly."""
FLAT = ("sigmoid", "hard_sigmoid", "tanh", "hard_tanh", "softsign")
PASSING = ("dropout", "max_pool", "avg_pool", "squeeze")


def find(case: Case) -> Iterator[Diagnostic]:
    """The first activation of a plain stack whose gradient is predicted to be a small share of the last's."""
    seen: set[str] = set()
    for node in case.called(*FLAT):
        if node.path in seen or not is_map(case.source(node.inputs[0])):
            continue
        stack = _stack(case, node)
        seen.update(each.path for each in stack)
        if len(stack) < FEWEST:
            continue
        share = _share(case, stack)
        if share is None:
            continue
        yield RULE.at(
            node.span,
            f"only {share:.1g} of the gradient at the last of {len(stack)} such activations is predicted to"
            " reach the first",
            help="use `relu` between layers, or put a norm before each activation",
            labels=(case.label(stack[-1], "the last is here"),),
            fix=_rectified(stack),
        )


def _stack(case: Case, node: Node) -> list[Node]:
    """The activations, this one first, of hidden layers that follow one another with nothing beside."""
    found: list[Node] = []
    at: Node | None = node
    while at is not None and at.op.term() in FLAT:
        behind = case.reader(at)
        while behind is not None and (behind.op.relays or behind.op.term() in PASSING):
            behind = case.reader(behind)
        if behind is None or not is_map(behind):
            break
        found.append(at)
        at = case.reader(behind)
    return found


def _share(case: Case, stack: list[Node]) -> float | None:
    """The share of the last one's gradient that reaches the first, if it surely is too little."""
    first, last = (case.moments.of(node.output) for node in (stack[0], stack[-1]))
    if first is None or last is None or not first.gradient or not last.gradient:
        return None
    high, low = first.gradient_high or 0, last.gradient_low or 0
    return first.gradient / last.gradient if high < LEFT * low else None


def _rectified(stack: list[Node]) -> Fix | None:
    """A relu in place of each, once for each place in the text."""
    places = {(node.span.start, node.span.end): node.span for node in stack}
    return together(*(write(span, "relu") for span in places.values()))
