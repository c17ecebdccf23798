"""Very many convolutions in a row that no shortcut passes by."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import fewest, window
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="CNN009",
    name="deep-without-shortcut",
    reason="Beyond some thirty convolutions a plain stack learns worse than a shallower one.",
    why=(
        "A plain network of 56 layers has a higher error than one of 20, in training too, although batch"
        " norm keeps its signals and gradients in scale: it cannot even learn to pass its input on. Sums"
        " with what came before, or concatenations, let the gradient by. Plain networks of up to some 28"
        " convolutions have been trained well, and deeper ones from orthogonal kernels."
    ),
    source="He et al. (2016), fig. 1 and table 2; orthogonal kernels: Xiao et al. (2018)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(64, 3, bias=false) -> batch_norm -> relu",
                "repeat 40 {",
                "    x = x -> conv(64, kernel=3, bias=false) -> batch_norm -> relu",
                "}",
                "y = x -> global_avg_pool -> dense(10)",
            ),
            at="conv(64, kernel=3, bias=false)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(64, 3, bias=false) -> batch_norm -> relu",
                "repeat 40 {",
                "    x = x + (x -> conv(64, 3, bias=false) -> batch_norm -> relu)",
                "}",
                "y = x -> global_avg_pool -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "repeat 20 {",
                "    x = x -> conv(64, 3, bias=false) -> batch_norm -> relu",
                "}",
                "y = x -> global_avg_pool -> dense(10)",
            )
        ),
    ),
)
DEEPEST = 30
"""Convolutions that a plain stack is known to bear: SegNet has 26, RepVGG up to 28."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The convolution behind too many others on every way from the input."""
    if any("orthogonal" in str(p.init).lower() for node in case.layers for p in node.parameters):
        return
    count = fewest(case.graph, _sees_places)
    deepest = max((count[v.number] for v in case.graph.outputs.values()), default=0)
    if deepest <= DEEPEST:
        return
    node = next(n for n in case.graph.nodes if count[n.output.number] > DEEPEST)
    yield RULE.at(
        node.span,
        f"{deepest} convolutions follow one another without a shortcut; beyond some {DEEPEST} the error"
        " rises, in training too",
        help="add what goes into a pair of convolutions to what comes out, as `vision.residual` does",
    )


def _sees_places(node: Node) -> bool:
    """Whether it is a convolution over more than one place: 1x1 ones belong to another."""
    slid = window(node) if node.op.term() in ("conv", "depthwise_conv") else None
    return slid is not None and max(slid.kernel) > 1
