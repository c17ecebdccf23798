"""A kernel that is smaller than one before it."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import trunk, window
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="CNN013",
    name="shrinking-window",
    reason="A smaller kernel behind a larger one looks at less where the features are made of more.",
    why=(
        "Early layers find edges, for which few places do; later ones put parts together, which lie further"
        " apart. Where sizes differ, the larger kernels belong behind the smaller ones. Not meant is the"
        " first convolution, which reads pixels, nor a kernel of size 1, which mixes channels, nor one"
        " behind a stride or a pool, whose places are further apart by themselves."
    ),
    source="Nikanjam et al. (2021), NeuraLint rule 16; Zeiler and Fergus (2014), sec. 4",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 3) -> relu -> conv(16, 5) -> relu -> conv(16, 3) -> relu",
                "y = x -> max_pool(2) -> flatten -> dense(10)",
            ),
            at="conv(16, 5) -> relu -> conv(16, «3»)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 7) -> relu -> conv(16, 3) -> relu -> conv(32, 5) -> relu",
                "y = x -> max_pool(2) -> flatten -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 3) -> relu -> conv(16, 5) -> relu -> max_pool(2)",
                "x = x -> conv(16, 3) -> relu -> conv(8, 1) -> relu",
                "y = x -> max_pool(2) -> flatten -> dense(10)",
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A kernel behind a larger one on the same map, the first convolution aside."""
    told = set[int]()
    for output in case.graph.outputs.values():
        convolutions = [n for n in trunk(case.producers, output) if n.op.term() == "conv"]
        before: Node | None = None
        for node in convolutions[1:]:
            kernel = _kernel(node)
            if kernel < 2 or node.output.number in told:
                continue
            larger = _kernel(before) if before is not None and _same_map(before, node) else 0
            if before is not None and larger > kernel:
                told.add(node.output.number)
                yield RULE.at(
                    case.at(node, "kernel"),
                    f"this kernel has {kernel} places along each axis, and the one before it on the same"
                    f" map {larger}",
                    help=f"give it {larger} too, or the one before it {kernel}",
                    labels=(case.label(before, "the larger one is here"),),
                    fix=give(case, node, "kernel", str(larger)),
                )
            before = node


def _kernel(node: Node) -> int:
    """The smallest side of a kernel."""
    slid = window(node)
    return 0 if slid is None else min(slid.kernel)


def _same_map(first: Node, second: Node) -> bool:
    """Whether both slide over maps of one size, so that their places lie equally far apart."""
    return first.types[0].shape[1:] == second.types[0].shape[1:]
