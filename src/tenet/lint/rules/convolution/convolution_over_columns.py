"""A convolution over columns of a table, which have no neighbours."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import window
from tenet.data.plan import DataPlan
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.ops.source import Input

MIXED = '(columns("n*") -> standardize, columns(["kind"]) -> one_hot(["a", "b", "c"])) -> concat'
RULE = Practice(
    code="CNN012",
    name="convolution-over-columns",
    reason="A convolution looks at neighbours, and columns of different meaning have none.",
    severity=Severity.WARNING,
    why=(
        "Its kernel is the same everywhere because an edge is an edge wherever it lies. Side by side in a"
        " table stand an age, a price and the ones and zeros of a category: what their order happens to"
        " be means nothing, and one kernel cannot suit them all. Dense layers give each column weights of"
        " its own."
    ),
    source="LeCun et al. (1998), Gradient-based learning, sec. II.A; Shwartz-Ziv and Armon (2022)",
    bad=(
        Sample(
            classifier(
                "y = x -> reshape(20, 1) -> conv(8, 3) -> relu -> flatten -> dense(3) -> softmax",
                data={"x": MIXED},
            ),
            at="conv(8, 3)",
        ),
    ),
    good=(
        Sample(
            classifier(
                "y = x -> reshape(20, 1) -> conv(8, 3) -> relu -> flatten -> dense(3) -> softmax"
            )
        ),
        Sample(
            classifier(
                "y = x -> reshape(20, 1) -> conv(8, 3) -> relu -> flatten -> dense(3) -> softmax",
                data={"x": 'columns("base_*") -> one_hot(["A", "C", "G", "T"])'},
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A convolution of more than one place over a field that joins numbers with categories."""
    for node in case.called("conv", "depthwise_conv"):
        start = _field(case, node)
        if start is None or not _is_mixed(case, start.output.hint):
            continue
        yield RULE.at(
            node.span,
            f"this `{node.op.term()}` slides over `{start.output.hint}`, in which columns of numbers and"
            " of categories stand side by side: neighbours have nothing in common",
            help="use `dense` layers",
            labels=(case.label(start, f"`{start.output.hint}` comes in here"),),
        )


def _field(case: Case, node: Node) -> Node | None:
    """The input whose numbers a kernel of several places reads as they were laid out."""
    slid, before = window(node), list(case.upstream(node.inputs[0]))
    laid = all(n.op.relays or isinstance(n.op, Input) for n in before)
    several = slid is not None and max(slid.kernel) > 1
    return before[-1] if laid and several and isinstance(before[-1].op, Input) else None


def _is_mixed(case: Case, field: str) -> bool:
    """Whether a field joins parts of which some are categories, as ones and zeros, and some are not."""
    if case.data is None or field not in case.data.fields:
        return False
    at = case.data.fields[field].stage
    while case.data.stages[at].stage.term() != "concat":
        if len(case.data.stages[at].inputs) != 1:
            return False
        (at,) = case.data.stages[at].inputs
    return {_is_coded(case.data, part) for part in case.data.stages[at].inputs} == {True, False}


def _is_coded(data: DataPlan, stage: int) -> bool:
    """Whether a stage, or one before it, made ones and zeros of categories."""
    planned = data.stages[stage]
    return planned.stage.term() == "one_hot" or any(_is_coded(data, i) for i in planned.inputs)
