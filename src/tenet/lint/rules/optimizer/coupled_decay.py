"""A weight decay that Adam divides away."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.source import Span

RULE = Practice(
    code="OPT006",
    name="coupled-decay",
    reason="A decay that is part of the gradient is scaled by Adam as gradients are, and hardly decays.",
    why=(
        "Adam divides each gradient by its own usual size. A decay inside the gradient is divided too, so"
        " that weights with large gradients decay least, and the strength of the decay changes with the"
        " loss. Decoupled decay shrinks every weight by the same share, rate * decay."
    ),
    source="Loshchilov and Hutter (2019), sec. 2",
    severity=Severity.INFO,
    bad=(
        Sample(
            classifier(train={"optimizer": "adam(1e-3, weight_decay=1e-2)"}), at="weight_decay=1e-2"
        ),
        Sample(
            classifier(train={"loss": "cross_entropy(y, label) + 1e-3 * l2(weights)"}),
            at="l2(weights)",
        ),
    ),
    good=(
        Sample(classifier(train={"optimizer": "adamw(1e-3, weight_decay=1e-2)"})),
        Sample(
            classifier(
                train={
                    "loss": "cross_entropy(y, label) + 1e-3 * l2(weights)",
                    "optimizer": "sgd(0.1, momentum=0.9)",
                }
            )
        ),
        Sample(classifier(train={"loss": "cross_entropy(y, label) + 1e-3 * l1(weights)"})),
    ),
)
DECOUPLED = {"adam": "adamw"}
"""Optimizers with a coupled decay, and their decoupled twins."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The decay of Adam itself, or an l2 of weights in its loss."""
    assert case.settings is not None
    optimizer = case.settings.optimizer
    twin = DECOUPLED.get(optimizer.term())
    span = case.entry("optimizer", "weight_decay")
    if twin is not None and optimizer.weight_decay > 0 and span is not None:
        yield RULE.at(
            span,
            f"`{optimizer.term()}` divides this decay of {optimizer.weight_decay:g} by the size of each"
            " weight's gradient",
            help=f"write `{twin}`, which decays all weights alike",
            fix=write(_callee(case, optimizer.term()), twin),
        )
    if twin is None or case.objective is None:
        return
    producers = case.objective.producers
    for node in case.objective.nodes:
        if node.op.term() == "l2" and all(
            producers[value.number].op.term() == "tied" for value in node.inputs
        ):
            yield RULE.at(
                node.span,
                f"`{optimizer.term()}` divides the gradient of this `l2` by its usual size, so that weights"
                " with large gradients hardly decay",
                help=f"leave it out, and write `{twin}` with a `weight_decay`",
            )


def _callee(case: Case, term: str) -> Span | None:
    """The optimizer's name in the text."""
    whole = case.entry("optimizer")
    if whole is None or not whole.text.startswith(f"{term}("):
        return None
    return Span(whole.source, whole.start, whole.start + len(term))
