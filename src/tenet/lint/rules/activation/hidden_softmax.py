"""A softmax between layers."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.collapse import is_map
from tenet.analysis.following import activation_of
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, network

RULE = Practice(
    code="ACT003",
    name="hidden-softmax",
    reason="A softmax as the activation of a hidden layer makes its units compete for a sum of one.",
    why=(
        "The outputs of a softmax over n units sum to 1, so that each is about 1 / n: the signal loses"
        " most of its scale, every unit that rises pushes all others down, and the gradient shrinks by"
        " the same factor. As weights in a sum, which is what attention is, a softmax belongs; between"
        " two layers it is nearly always meant for the last one."
    ),
    source="Goodfellow, Bengio and Courville (2016), sec. 6.2.2.3 and 6.3; Nikanjam et al. (2021)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier("y = x -> dense(64) -> softmax -> dense(3) -> softmax"),
            at="dense(64) -> «softmax»",
        ),
    ),
    good=(
        Sample(classifier()),
        Sample(
            network(
                "x: f32[9, 8] in 0..1",
                "weight = x -> dense(1) -> softmax(axis=0)",
                "y = x * weight -> sum(axis=0) -> dense(2)",
            )
        ),
        Sample(
            network(
                "x: f32[8] in 0..1", "y = x -> dense(20) -> softmax -> dense(8, bias=false) -> relu"
            )
        ),
    ),
)
NORMS = ("batch_norm", "layer_norm")
PASSING = ("batch_norm", "dropout", "flatten", "layer_norm", "max_pool", "reshape")


def find(case: Case) -> Iterator[Diagnostic]:
    """A softmax that only a further layer reads; one without bias looks up a table by probabilities."""
    for node in case.called("softmax"):
        before, behind = case.source(node.inputs[0]), _layer_behind(case, node)
        if before.op.term() in NORMS:
            before = case.source(before.inputs[0])
        if behind is None or not is_map(before) or _is_table(case, behind):
            continue
        axis = getattr(node.op, "axis", -1)
        units = node.output.type.shape[axis]
        yield RULE.at(
            node.span,
            f"the softmax of `{before.path}` stands between layers: its {units} units share a sum of 1",
            help="use an activation of each unit by itself, such as `relu`",
            labels=(case.label(behind, "the next layer is here"),),
            fix=write(node.span, "relu"),
        )


def _is_table(case: Case, node: Node) -> bool:
    """Whether a layer mixes its rows by probabilities: it has no bias, and no norm that stands in for one."""
    if getattr(node.op, "bias", True):
        return False
    activation = activation_of(case.reader, node, through_norms=True)
    reader = case.reader(node)
    normed = reader is not None and reader.op.term() in NORMS
    return not normed or activation is None or activation.op.term() in ("softmax", "sigmoid")


def _layer_behind(case: Case, node: Node) -> Node | None:
    """The layer that alone reads a value, perhaps normalised or laid out anew."""
    at = case.reader(node)
    while at is not None and at.op.term() in PASSING:
        at = case.reader(at)
    return at if at is not None and is_map(at) else None
