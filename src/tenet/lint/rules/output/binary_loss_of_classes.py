"""Binary cross-entropy over classes of which just one is right."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.plan import PlannedStage
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import together, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, detector
from tenet.source import Span

SPLIT = "random(train=70%, validation=15%, test=15%, seed=1)"
ONE_HOT = {"label": 'column("label") -> one_hot(0..2)', "split": SPLIT}
RULE = Practice(
    code="OUT009",
    name="binary-loss-of-classes",
    reason="Binary cross-entropy treats classes that exclude one another as separate questions.",
    why=(
        "Of K exclusive classes K - 1 answers of each row are no, so that saying no everywhere is nearly"
        " right: counted one by one, K - 2 of K answers are right even for a wrong guess. And the"
        " sigmoids need not sum to 1. A softmax with cross-entropy asks the one question that there is."
        " With many classes and strong augmentation separate sigmoids can be made to work as well (Wightman"
        " et al., 2021)."
    ),
    source="Bishop (2006), sec. 4.3.4; Zhang et al. (2021), AutoTrainer",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(
                "y = x -> dense(64) -> relu -> dense(3) -> sigmoid",
                data=ONE_HOT,
                train={"loss": "binary_cross_entropy(y, label)"},
            ),
            at="binary_cross_entropy(y, label)",
        ),
    ),
    good=(
        Sample(classifier()),
        Sample(
            detector(
                "y = x -> dense(64) -> relu -> dense(3) -> sigmoid",
                data={"label": 'columns(["fever", "cough", "rash"]) -> min_max'},
            )
        ),
        Sample(
            classifier(
                "y = x -> dense(64) -> relu -> dense(2) -> sigmoid",
                data={"label": 'column("label") -> one_hot(0..1)', "split": SPLIT},
                train={"loss": "binary_cross_entropy(y, label)"},
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A binary cross-entropy whose target is the one-hot vector of a single column."""
    for node in () if case.objective is None else case.objective.nodes:
        if node.op.term() != "binary_cross_entropy":
            continue
        target, classes = node.inputs[1].hint, node.inputs[0].type.shape[-1:]
        planned = case.planned(target)
        if target in case.graph.inputs or not _is_one_class(planned):
            continue
        if not isinstance(classes[0], int) or classes[0] < 3:
            continue
        yield RULE.at(
            node.span,
            f"`binary_cross_entropy` asks of each of {classes[0]} classes by itself, but a row of"
            f" `{target}` has just one",
            help="end the network in `softmax`, make `categories` of the column, and use `cross_entropy`",
            fix=_as_one_question(case, node, planned[-1]),
        )


def _is_one_class(planned: list[PlannedStage]) -> bool:
    """Whether a field is a one-hot vector of one column, in which each row has its one."""
    if len(planned) < 2 or planned[-1].stage.term() != "one_hot":
        return False
    column, one_hot = planned[-2].type, planned[-1].stage
    return column.shape in ((), (1,)) and not getattr(one_hot, "unknown", False)


def _as_one_question(case: Case, node: Node, one_hot: PlannedStage) -> Fix | None:
    """Softmax, categories and cross-entropy, where each stands in the text as a plain word."""
    made = case.bounding(node.inputs[0])
    words = (
        (node.span, "binary_cross_entropy", "cross_entropy"),
        (one_hot.span, "one_hot", "categories"),
        (made.span, "sigmoid", "softmax"),
    )
    if case.planned(node.inputs[1].hint)[-2].type.shape or not _plain(node):
        return None
    return together(*(_renamed(*word) for word in words))


def _plain(node: Node) -> bool:
    """Whether the loss is given two values and no setting."""
    return len(node.inputs) == 2 and not node.op.model_fields_set


def _renamed(span: Span, word: str, other: str) -> Fix | None:
    if not span.text.startswith(word):
        return None
    return write(Span(span.source, span.start, span.start + len(word)), other)
