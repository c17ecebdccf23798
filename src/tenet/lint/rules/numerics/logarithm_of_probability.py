"""The logarithm of a softmax or sigmoid, taken by hand."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Fix
from tenet.diagnostics.diagnostic import Edit
from tenet.ir.graph import Graph, Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import detector, network
from tenet.source import Span

RULE = Practice(
    code="NUM007",
    name="logarithm-of-probability",
    reason="The logarithm of a probability is infinite where that has been rounded to zero.",
    why=(
        "A sigmoid of -104 and a softmax beside a score larger by as much are 0 in f32, and their"
        " logarithm is minus infinity: one such row makes every weight NaN. Computed from the scores, as"
        " `cross_entropy`, `log_softmax` and `log_sigmoid` do, it is just large. So too for a softmax"
        " written with `exp`, which is infinite from scores of 89 on."
    ),
    source="Goodfellow, Bengio and Courville (2016), sec. 4.1; Humbatova et al. (2020)",
    bad=(
        Sample(
            detector(
                train={"loss": "-1 * mean(label * log(y) + (1 - label) * log(1 - y))"},
            ),
            at="log(y)",
        ),
        Sample(
            network(
                "x: f32[8] in 0..1",
                "y = x -> dense(16) -> relu -> dense(3) -> softmax -> log",
            ),
            at="log",
        ),
        Sample(
            network(
                "x: f32[8] in 0..1",
                "e = x -> dense(16) -> relu -> dense(3) -> exp",
                "y = e / sum(e)",
            ),
            at="e / sum(e)",
        ),
    ),
    good=(
        Sample(detector()),
        Sample(
            network(
                "x: f32[8] in 0..1",
                "y = x -> dense(16) -> relu -> dense(3) -> log_softmax",
            )
        ),
        Sample(
            network(
                "x: f32[8] in 0..1",
                "p = x -> dense(16) -> relu -> dense(3) -> softmax",
                "y = log(p + 1e-6)",
            )
        ),
    ),
)
STABLE = {"softmax": "log_softmax", "sigmoid": "log_sigmoid"}


def find(case: Case) -> Iterator[Diagnostic]:
    """A logarithm that reads a softmax or sigmoid, and a softmax made of `exp` and a sum."""
    graph = case.graph if case.objective is None else case.objective
    for node in graph.nodes:
        if node.op.term() == "log":
            made = graph.producers[node.inputs[0].number]
            if made.op.term() in STABLE:
                yield _logarithm(case, node, made)
        elif node.op.term() == "div" and _is_softmax(graph, node):
            yield RULE.at(
                node.span,
                "this is a softmax written out: `exp` is infinite from scores of 89 on, and the quotient"
                " not a number",
                help="use `softmax`",
            )


def _logarithm(case: Case, node: Node, made: Node) -> Diagnostic:
    own = any(node.output.number == other.output.number for other in case.graph.nodes)
    loss = "cross_entropy" if made.op.term() == "softmax" else "binary_cross_entropy"
    stable = STABLE[made.op.term()]
    advice = (
        f"use `{stable}` in place of both" if own else f"use `{loss}`, which takes the two together"
    )
    stage = case.places.stage(node.span)
    fix: Fix | None = None
    chain = None if stage is None else stage.chain
    if own and chain and chain.value.span.end == made.span.end and case.reader(made) is node:
        whole = Span(node.span.source, made.span.start, node.span.end)
        fix = Fix(SAFE, (Edit(whole, stable),))
    return RULE.at(
        node.span,
        f"this is the logarithm of a `{made.op.term()}`, which is minus infinity where that is rounded to 0",
        help=advice,
        labels=(case.label(made, "the probability comes from here"),),
        fix=fix,
    )


def _is_softmax(graph: Graph, node: Node) -> bool:
    """Whether it divides an `exp` by its own sum, with no maximum taken away first."""
    top, bottom = (graph.producers[value.number] for value in node.inputs)
    if top.op.term() != "exp" or bottom.op.term() != "sum" or bottom.inputs[0] != top.output:
        return False
    return graph.producers[top.inputs[0].number].op.term() != "sub"
