"""Classes of very different frequency that all count alike."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.reach import is_binary
from tenet.data.profile import FieldProfile, Profile
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, detector


def _read(*classes: int) -> Profile:
    return Profile(1400, 1000, fields={"label": FieldProfile(classes=classes)})


RULE = Practice(
    code="OUT015",
    name="rare-class-unweighted",
    reason="A class is more than ten times as frequent as another, and nothing makes up for it.",
    why=(
        "The loss is an average over rows, so that a class of one row in a hundred moves it by a hundredth,"
        " and a network that never names it is right 99 times in 100. Weights by the inverse frequency, or"
        " a focal loss, make the rare rows count; an averaged F1 shows what the accuracy hides."
    ),
    source="Buda, Maki and Mazurowski (2018); Lin et al. (2017), sec. 3",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(train={"metrics": "[accuracy]"}),
            at="cross_entropy(y, label)",
            profile=_read(900, 60, 40),
        ),
        Sample(
            detector(train={"metrics": "[accuracy]"}),
            at="binary_cross_entropy(y, label)",
            profile=Profile(
                1400,
                1000,
                fields={"label": FieldProfile(low=0, high=1, mean=0.03, std=0.1706)},
            ),
        ),
    ),
    good=(
        Sample(classifier(train={"metrics": "[accuracy]"}), profile=_read(500, 300, 200)),
        Sample(
            classifier(
                train={
                    "loss": "cross_entropy(y, label, class_weights=balanced)",
                    "metrics": "[accuracy]",
                }
            ),
            profile=_read(900, 60, 40),
        ),
        Sample(
            classifier(train={"metrics": "[f1(average=macro)]"}),
            profile=_read(900, 60, 40),
        ),
    ),
)
RATIO = 10
"""How many times as frequent the most frequent class may be."""
MANY = 100
"""With more classes than this a long tail is in the nature of things."""
WEIGHING = ("class_weights", "positive_weight", "focal", "weight")


def find(case: Case) -> Iterator[Diagnostic]:
    """A cross-entropy of rows whose classes the data show to be unequal, judged by accuracy at most."""
    if case.plan is None or case.profile is None:
        return
    if any(watched.metric.term() != "accuracy" for watched in case.plan.metrics):
        return
    for node in case.plan.objective.nodes:
        if not node.op.term().endswith("cross_entropy") or _weighs(node):
            continue
        target = node.inputs[1].hint
        counts = _counts(case, node)
        if not 1 < len(counts) <= MANY or counts[0] <= RATIO * counts[-1]:
            continue
        rows = sum(counts)
        yield RULE.at(
            node.span,
            f"the rarest of the {len(counts)} classes of `{target}` has {counts[-1]:,} of {rows:,} rows,"
            f" the most frequent {counts[0]:,}, and all count alike",
            help="weigh them, or measure an averaged `f1` as well",
            fix=_weighed(case, node),
        )


def _weighed(case: Case, node: Node) -> Fix | None:
    """Classes weighed by the inverse of their frequency, where that is known of each."""
    if node.op.term() == "cross_entropy":
        return give(case, node, "class_weights", "balanced")
    seen = case.seen(node.inputs[1].hint)
    if seen is None or not seen.mean:
        return None
    return give(case, node, "positive_weight", f"{(1 - seen.mean) / seen.mean:.2g}")


def _weighs(node: Node) -> bool:
    return not node.op.model_fields_set.isdisjoint(WEIGHING)


def _counts(case: Case, node: Node) -> tuple[int, ...]:
    """How many rows each class has, most frequent first; nothing where a row has several."""
    target = node.inputs[1]
    seen = case.seen(target.hint)
    if seen is None or target.type.shape not in ((), (1,)):
        return ()
    if not seen.classes and is_binary(seen) and seen.mean is not None:
        yes = round(seen.mean * (case.rows or 0))
        return tuple(sorted((yes, (case.rows or 0) - yes), reverse=True))
    return seen.classes
