"""Residual branches that all add at full size."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="INI010",
    name="unscaled-residual-branches",
    reason="Many residual branches add at full size from the start, so that the trunk grows with depth.",
    why=(
        "Each sum adds the branch's variance to the trunk's: behind L normalised branches it is L + 1"
        " times that of the first, and without norms it doubles with each. Where the last norm of a branch"
        " starts from 0, or its last weights are scaled by 1 / sqrt(L), the network starts as its"
        " shortcuts and stays trainable at any depth."
    ),
    source="Zhang, Dauphin and Ma (2019), Fixup, sec. 2; Goyal et al. (2017), sec. 5.1",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[64] in -1..1",
                "repeat 16 {",
                "    x = x + (x -> batch_norm -> relu -> dense(64, bias=false) -> batch_norm)",
                "}",
                "y = x -> dense(3)",
            ),
            at="x + (x -> batch_norm -> relu -> dense(64, bias=false) -> batch_norm)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[64] in -1..1",
                "repeat 16 {",
                "    x = x + (x -> dense(64, bias=false) -> relu -> batch_norm(scale_init=0))",
                "}",
                "y = x -> dense(3)",
            )
        ),
    ),
)
BLOCKS = 12
"""Sums on one trunk from which a network counts as deep."""
GROWN = 3.0
"""How many times its first size a trunk may have."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The last sum of a long trunk that is predicted to have grown, by the whole interval."""
    sums = sum(1 for _ in case.called("add"))
    if sums < BLOCKS or any(True for _ in case.called("attention")):
        return
    first, last, count = _longest(case)
    before, after = case.moments.of(first.output), case.moments.of(last.output)
    if count < BLOCKS or before is None or after is None or after.low < GROWN * before.high:
        return
    yield RULE.at(
        last.span,
        f"behind {count} sums the trunk is predicted to have a size of {after.rms:.2g}"
        f" ({after.low:.2g} to {after.high:.2g}), of {before.rms:.2g} behind the first",
        help="let the last norm of each branch start from 0, or scale its last weights down",
        fix=_silenced(case, last),
    )


def _longest(case: Case) -> tuple[Node, Node, int]:
    """The first and last sum of the way through the graph that has most of them, and how many."""
    first: dict[int, Node] = {}
    last: dict[int, Node] = {}
    count: dict[int, int] = {}
    most = 0
    for node in case.graph.nodes:
        coming = max((v.number for v in node.inputs), key=lambda n: count.get(n, 0), default=-1)
        number, is_sum = node.output.number, node.op.term() == "add"
        count[number] = count.get(coming, 0) + is_sum
        if count[number]:
            first[number] = first.get(coming, node)
            last[number] = node if is_sum else last[coming]
        for value in node.further:
            count[value.number] = 0
        most = number if count[number] > count.get(most, 0) else most
    return first[most], last[most], count[most]


def _silenced(case: Case, node: Node) -> Fix | None:
    """A scale of 0 for the batch norm that ends a branch."""
    ends = (case.source(value) for value in node.inputs)
    norm = next((end for end in ends if end.op.term() == "batch_norm"), None)
    return None if norm is None else give(case, norm, "scale_init", "0")
