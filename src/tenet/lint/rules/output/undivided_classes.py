"""A head that gives each class a number of its own, where just one of them is right."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Fix
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import enter, follow, together, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.syntax.tree import Call

SPLIT = "random(train=70%, validation=15%, test=15%, seed=1)"
ONE_HOT = {"label": 'column("label") -> one_hot(["ox", "yak", "cow"])', "split": SPLIT}
RULE = Practice(
    code="OUT007",
    name="undivided-classes",
    reason="One class out of several is right, and the network judges each by itself.",
    why=(
        "A softmax divides one among the classes, so that more for one is less for the others, which is what"
        " exclusive classes mean. Sigmoids and raw scores do not know of one another: what they give is no"
        " probability of a class, and a squared error spends itself on scores that are right by far."
    ),
    source="Bridle (1990), sec. 3; Goodfellow, Bengio and Courville (2016), sec. 6.2.2.3",
    bad=(
        Sample(
            classifier(
                "y = x -> dense(64) -> relu -> dense(3) -> sigmoid",
                data=ONE_HOT,
                train={"loss": "mse(y, label)", "metrics": "[rmse]"},
            ),
            at="dense(3) -> «sigmoid»",
        ),
        Sample(
            classifier(
                "y = x -> dense(64) -> relu -> dense(3)",
                data=ONE_HOT,
                train={"loss": "mse(y, label)", "metrics": "[rmse]"},
            ),
            at="dense(3)",
        ),
    ),
    good=(Sample(classifier()),),
)
ERRORS = ("mse", "mae", "huber", "smooth_l1")
EACH = ("sigmoid", "tanh", "relu")
"""Activations that look at each number by itself."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A layer, or an activation of each number, that an error of numbers compares with zeros and a one."""
    for node in () if case.objective is None else case.objective.nodes:
        if node.op.term() not in ERRORS or len(node.inputs) < 2:
            continue
        target, made = node.inputs[1].hint, case.bounding(node.inputs[0])
        if target in case.graph.inputs or not case.is_one_of_several(target):
            continue
        apart = made.op.term() in EACH
        if apart or made.op.term() in {"dense", "conv"}:
            gives = f"`{made.op.term()}` judges each by itself" if apart else "these are raw scores"
            yield RULE.at(
                made.span,
                f"a row of `{target}` is one of {made.output.type.shape[-1]} classes, and {gives};"
                f" `{node.op.term()}` spends itself on scores that are right by far",
                help=f"end the network in `softmax`, make `categories` of `{target}`, and compare them by"
                " `cross_entropy`",
                labels=(case.label(node, "they are compared here"),),
                fix=_mended(case, made, node, target, apart=apart),
            )


def _mended(case: Case, made: Node, loss: Node, target: str, *, apart: bool) -> Fix | None:
    """Head, target, loss and metrics at once; none where the loss has settings that would be lost."""
    encoded = case.places.stage(case.planned(target)[-1].span)
    compared = case.places.stage(loss.span)
    if loss.op.model_fields_set:
        return None
    if encoded is None or compared is None or not isinstance(compared.written, Call):
        return None
    name = encoded.written.callee if isinstance(encoded.written, Call) else encoded.written
    return together(
        write(made.span, "softmax") if apart else follow(case, made, "softmax"),
        write(name.span, "categories"),
        write(compared.written.callee.span, "cross_entropy"),
        enter(case, "train", "metrics", "[accuracy, confusion]"),
    )
