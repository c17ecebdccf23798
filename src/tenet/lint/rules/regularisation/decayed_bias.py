"""A penalty on biases or on the scales of norms."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.catalogue.operation import Role
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="REG011",
    name="decayed-bias",
    reason="A decay is for weights: a bias cannot overfit much, and a norm's scale is wanted at one.",
    why=(
        "A bias moves an output up or down by itself, and drawn to zero it only fits worse. The scale of a"
        " norm drawn to zero turns its branch off. The decay of an optimizer leaves both alone; in the loss"
        " `weights` says the same."
    ),
    source="He et al. (2019), Bag of tricks, sec. 3.1; Goodfellow, Bengio and Courville (2016), sec. 7.1",
    severity=Severity.INFO,
    bad=(
        Sample(
            classifier(
                train={
                    "loss": "cross_entropy(y, label) + 1e-4 * l2(parameters)",
                    "optimizer": "sgd(0.1, momentum=0.9)",
                }
            ),
            at="parameters",
        ),
    ),
    good=(
        Sample(
            classifier(
                train={
                    "loss": "cross_entropy(y, label) + 1e-4 * l2(weights)",
                    "optimizer": "sgd(0.1, momentum=0.9)",
                }
            )
        ),
    ),
)
LEFT_ALONE = (Role.BIAS, Role.NORM)


def find(case: Case) -> Iterator[Diagnostic]:
    """A penalty of the loss on parameters that are no weights."""
    if case.objective is None:
        return
    producers = case.objective.producers
    for node in case.objective.nodes:
        if node.op.term() not in {"l1", "l2"}:
            continue
        read = [producers[value.number] for value in node.inputs]
        roles = [p.role for source in read if source.op.term() == "tied" for p in source.parameters]
        guilty = [source for source in read if any(p.role in LEFT_ALONE for p in source.parameters)]
        if not guilty or len(roles) != len(read):
            continue
        many = sum(role in LEFT_ALONE for role in roles)
        span = guilty[0].span
        yield RULE.at(
            span,
            f"`{node.op.term()}` draws {many} biases and scales of norms to zero too",
            help="write `weights`",
            fix=write(span, "weights", SAFE) if span.text == "parameters" else None,
        )
