"""A loss with its sign turned round."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Graph, Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, regressor
from tenet.policy.loss import Loss

RULE = Practice(
    code="OPT007",
    name="loss-maximised",
    reason="Training makes the loss small, so that a negative loss drives predictions from their targets.",
    why=(
        "Every named loss is zero or more and smallest where prediction and target agree. With a minus"
        " before it, or a negative factor, the minimum lies infinitely far away: the error grows until"
        " numbers overflow. Not meant are networks that play against each other, where one maximises what"
        " the other minimises."
    ),
    source="Goodfellow, Bengio and Courville (2016), sec. 4.3; Braiek and Khomh (2023), TheDeepChecker",
    bad=(
        Sample(
            classifier(train={"loss": "-cross_entropy(y, label)"}), at="-«cross_entropy(y, label)»"
        ),
        Sample(
            regressor(train={"loss": "1e-4 * l2(weights) - 0.5 * mse(y, target)"}),
            at="mse(y, target)",
        ),
    ),
    good=(
        Sample(regressor(train={"loss": "mse(y, target) - 0.1 * mean(y)"})),
        Sample(regressor(train={"loss": "mse(y, target) - 0.1 * mae(y, target)"})),
    ),
)
CARRYING = ("mean", "sum", "reshape", "squeeze", "unsqueeze", "flatten")
PENALTIES = ("l1", "l2")


def find(case: Case) -> Iterator[Diagnostic]:
    """Losses that all enter with a minus, of the only network."""
    if case.objective is None or len(case.experiment.networks) > 1:
        return
    terms = list(_terms(case.objective))
    losses = [node for node, sign in terms if isinstance(node.op, Loss) and sign < 0]
    others = [
        node
        for node, sign in terms
        if (sign > 0 or not isinstance(node.op, Loss)) and node.op.term() not in PENALTIES
    ]
    for node in losses if not others else ():
        yield RULE.at(
            node.span,
            f"`{node.op.term()}` enters the loss with a minus: training makes it as large as it can",
            help="leave the minus out; a loss is made small",
        )


def _terms(objective: Graph) -> Iterator[tuple[Node, int]]:
    """The terms of the loss with their signs: what sums, factors and means are made of."""
    producers = objective.producers
    pending = [(objective.outputs["loss"].number, 1)]
    while pending:
        number, sign = pending.pop()
        node = producers[number]
        inputs = [value.number for value in node.inputs]
        values = [getattr(producers[i].op, "value", None) for i in inputs]
        match node.op.term():
            case "add":
                pending += [(i, sign) for i in inputs]
            case "sub":
                pending += [(inputs[0], sign), (inputs[1], -sign)]
            case "neg":
                pending += [(inputs[0], -sign)]
            case "mul" if len(known := [v for v in values if v is not None]) == 1:
                (other,) = (i for i, v in zip(inputs, values, strict=True) if v is None)
                pending += [(other, sign * _sign(known[0]))]
            case "div" if values[1] is not None:
                pending += [(inputs[0], sign * _sign(values[1]))]
            case "constant":
                pass
            case term if term in CARRYING:
                pending += [(inputs[0], sign)]
            case _:
                yield node, sign


def _sign(number: float) -> int:
    return -1 if number < 0 else 1
