"""A squared error over probabilities of classes."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.reach import is_binary
from tenet.data.profile import FieldProfile, Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, detector, regressor

BINARY = FieldProfile(low=0, high=1, mean=0.4, std=0.49)
SPLIT = "random(train=70%, validation=15%, test=15%, seed=1)"
RULE = Practice(
    code="OUT006",
    name="squared-error-of-classes",
    reason="A squared or absolute error makes a poor loss for classes.",
    why=(
        "Behind a softmax or sigmoid the gradient of a squared error carries the factor p (1 - p), which"
        " vanishes just where the network is sure and wrong; cross-entropy cancels that factor. A squared"
        " error can be made to work, with other rates (Hui and Belkin, 2021)."
    ),
    source="Golik, Doetsch and Ney (2013); Hui and Belkin (2021)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(
                data={"label": 'column("label") -> one_hot(0..2)', "split": SPLIT},
                train={"loss": "mse(y, label)", "metrics": "[rmse]"},
            ),
            at="mse(y, label)",
        ),
        Sample(
            detector(train={"loss": "mae(y, label)", "metrics": "[rmse]"}),
            at="mae(y, label)",
            profile=Profile(800, 560, fields={"label": BINARY}),
        ),
    ),
    good=(
        Sample(classifier()),
        Sample(detector(train={"loss": "mse(y, label)", "metrics": "[rmse]"})),
        Sample(regressor()),
    ),
)
PROBABILITIES = ("softmax", "sigmoid")
ERRORS = ("mse", "mae", "huber", "smooth_l1")


def find(case: Case) -> Iterator[Diagnostic]:
    """An error of numbers whose prediction is a softmax, or whose target is classes or yes and no."""
    if case.objective is None:
        return
    producers = case.objective.producers
    for node in case.objective.nodes:
        if node.op.term() not in ERRORS or node.inputs[1].hint in case.graph.inputs:
            continue
        made, target = producers[node.inputs[0].number], node.inputs[1].hint
        if not _aims_at_classes(case, target, made):
            continue
        if made.op.term() != "softmax" and case.is_one_of_several(target):
            continue  # then it is the head that is wrong first (OUT007)
        if made.op.term() in PROBABILITIES:
            effect = "its gradient vanishes where the network is sure and wrong"
        else:
            effect = "it punishes a score that is right by a wide margin"
        yield RULE.at(
            node.span,
            f"`{node.op.term()}` judges classes, which `{target}` is: {effect}",
            help="use `cross_entropy` behind a softmax, with `categories` as its target, or"
            " `binary_cross_entropy` behind a sigmoid for yes and no",
            labels=(case.label(made, "what is judged comes from here"),),
        )


def _aims_at_classes(case: Case, field: str, made: Node) -> bool:
    """Whether a field is zeros with a one, or just zeros and ones; or may be, behind a softmax."""
    stages, seen = case.stages(field), case.seen(field)
    one_hot = bool(stages) and stages[-1].term() == "one_hot"
    several = made.op.term() == "softmax" and made.output.type.shape[-1] != 1
    return one_hot or is_binary(seen) or (several and seen is None)
