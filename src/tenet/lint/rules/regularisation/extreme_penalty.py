"""A penalty on weights that does nothing, or everything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Graph, Node
from tenet.lint.case import Case
from tenet.lint.mend import setting
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="REG005",
    name="extreme-penalty",
    reason="A penalty on weights is weighed so that it changes them, and the data still does.",
    why=(
        "Useful factors of l1 and l2 lie between 1e-7 and 0.1: below, a penalty moves a weight of 1 by less"
        " than f32 rounds it off in thousands of steps; above, its gradient exceeds that of a loss averaged"
        " over rows, and all weights go to zero. A factor of zero computes a penalty for nothing."
    ),
    source="Bengio (2012), sec. 3.2; Krogh and Hertz (1992)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(
                train={"loss": "cross_entropy(y, label) + 0 * l2(weights)"},
            ),
            at="0 * l2(weights)",
        ),
        Sample(
            classifier(train={"loss": "cross_entropy(y, label) + l1(weights)"}), at="l1(weights)"
        ),
        Sample(
            classifier(train={"optimizer": "sgd(0.1, momentum=0.9, weight_decay=0.5)"}),
            at="weight_decay=0.5",
        ),
    ),
    good=(
        Sample(classifier(train={"loss": "cross_entropy(y, label) + 1e-4 * l1(weights)"})),
        Sample(
            classifier(
                train={"loss": "cross_entropy(y, label) + 1e-4 * (l1(weights) + l2(weights))"}
            )
        ),
        Sample(classifier(train={"optimizer": "sgd(0.1, momentum=0.9, weight_decay=5e-4)"})),
        Sample(classifier(train={"optimizer": "adamw(1e-3, weight_decay=0.3)"})),
        Sample(classifier(train={"optimizer": "adamw(1e-3, weight_decay=0)"})),
    ),
)
LEAST, MOST = 1e-7, 0.1
"""Factors of penalties, and decays that are part of the gradient."""
DECOUPLED = 0.02
"""The most that a decoupled decay may shrink weights by in a step."""
APART = ("adamw", "lion")
"""Optimizers whose decay is the rate times the decay, beside the gradient."""
NUMBER = re.compile(r"(?<![\w.])\d")
"""A number that is written out."""
PENALTIES = ("l1", "l2")


def find(case: Case) -> Iterator[Diagnostic]:
    """The decay of the optimizer, and the penalties of the loss on parameters alone."""
    if case.settings is not None:
        yield from _decay(case)
    if case.objective is None:
        return
    graph = case.objective
    for node in graph.nodes:
        if node.op.term() not in PENALTIES or not _is_of_weights(graph, node):
            continue
        factor, whole = _weighed(graph, node)
        if factor is None or LEAST <= abs(factor) <= MOST:
            continue
        if not factor and NUMBER.search(whole.span.text) is None:
            continue  # a param that is zero for now
        many = "does nothing" if abs(factor) < LEAST else "outweighs what the data says"
        yield RULE.at(
            whole.span,
            f"`{node.op.term()}` of all weights enters the loss times {factor:g}, which {many}",
            help="factors lie between 1e-7 and 0.1; begin with 1e-4",
        )


def _decay(case: Case) -> Iterator[Diagnostic]:
    assert case.settings is not None
    optimizer = case.settings.optimizer
    decay, span = optimizer.weight_decay, case.entry("optimizer", "weight_decay")
    apart = optimizer.term() in APART
    if apart and optimizer.sought is not None:
        return
    strength, most = (decay * optimizer.rate, DECOUPLED) if apart else (decay, MOST)
    if span is None or strength <= most:
        return
    usual = "0.01" if apart else "1e-4"
    yield RULE.at(
        span,
        f"a weight decay of {decay:g} shrinks weights by {decay * optimizer.rate:.2%} in each"
        " step, more than the data lets them grow",
        help=f"begin with {usual}",
        fix=setting(case, "optimizer", "weight_decay", usual),
    )


def _is_of_weights(graph: Graph, node: Node) -> bool:
    """Whether a penalty is one of parameters alone, a matrix or kernel among them."""
    producers = graph.producers
    tied = all(producers[value.number].op.term() == "tied" for value in node.inputs)
    return tied and any(value.type.rank > 1 for value in node.inputs)


def _weighed(graph: Graph, node: Node) -> tuple[float | None, Node]:
    """The factor of a term of the loss, and the first product; none where it is no constant."""
    consumers, producers = graph.consumers, graph.producers
    factor, whole, at = 1.0, node, node
    while at.output.number != graph.outputs["loss"].number:
        readers = consumers[at.output.number]
        if len(readers) != 1:
            return None, node
        before, at = at, readers[0]
        other = next((v for v in at.inputs if v.number != before.output.number), None)
        value = None if other is None else getattr(producers[other.number].op, "value", None)
        match at.op.term():
            case "add" | "sub":
                continue
            case "mul" if value is not None:
                factor *= value
            case "div" if value and at.inputs[0].number == before.output.number:
                factor /= value
            case _:
                return None, node
        whole = at if whole is node else whole
    return factor, whole
