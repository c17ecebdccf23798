"""A large kernel deep in the network, where smaller ones would do more with less."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.conv import Conv
from tenet.types.dim import product

RULE = Practice(
    code="CNN001",
    name="large-kernel",
    reason="Several 3x3 convolutions see as much as one large kernel, with fewer weights.",
    why=(
        "Two 3x3 convolutions see 5x5 places and three see 7x7, with 18 and 27 weights for each pair of"
        " channels where one kernel has 25 and 49, and with activations between. Not meant are the first"
        " convolution, which has few channels to pay for, depthwise ones, and those that stride."
    ),
    source="Simonyan and Zisserman (2015), sec. 2.3",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(2) -> conv(32, 5) -> relu",
                "y = x -> max_pool(2) -> flatten -> dense(10)",
            ),
            at="conv(32, «5»)",
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(2) -> conv(8, [7, 7], bias=false)",
                "y = x -> batch_norm -> relu -> max_pool(2) -> flatten -> dense(10)",
            ),
            at="[7, 7]",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 7, stride=2) -> relu -> conv(32, 3) -> relu",
                "y = x -> max_pool(2) -> flatten -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 3) -> relu -> depthwise_conv(7) -> layer_norm",
                "y = x -> conv(64, 1) -> gelu -> global_avg_pool -> dense(10)",
            )
        ),
    ),
)
LARGE = 5


def find(case: Case) -> Iterator[Diagnostic]:
    """A dense, undilated kernel of 5x5 or more at stride 1, behind another convolution."""
    for node in case.nodes(Conv):
        assert isinstance(node.op, Conv)
        slid = node.op.window(node.inputs[0].type)
        plain = node.op.groups == 1 and {*slid.stride, *slid.dilation} == {1}
        size = min(slid.kernel)
        if len(slid.kernel) < 2 or size < LARGE or not plain or _is_first(case, node):
            continue
        before, after = slid.layout.channels, node.op.channels
        assert isinstance(before, int)
        turns, middle = (size - 1) // 2, min(before, after)
        pairs = before * middle + (turns - 2) * middle * middle + middle * after
        shape = "x".join(map(str, slid.kernel))
        yield RULE.at(
            case.at(node, "kernel"),
            f"this {shape} kernel has {product(node.parameters[0].shape):,} weights; {turns} convolutions"
            f" of size 3 see as much with {3 ** len(slid.kernel) * pairs:,}",
            help=f"stack {turns} of size 3, with an activation between",
            fix=_stacked(case, node, middle) if size == LARGE else None,
        )


def _is_first(case: Case, node: Node) -> bool:
    """Whether no convolution comes before it."""
    before = case.upstream(node.inputs[0])
    return not any(other.op.term() in ("conv", "depthwise_conv") for other in before)


def _stacked(case: Case, node: Node, middle: int) -> Fix | None:
    """Two convolutions of size 3 in its place, where nothing else was said of it."""
    stage = case.places.stage(node.span)
    given = node.op.model_fields_set
    if stage is None or stage.chain is None or not given <= {"channels", "kernel", "padding"}:
        return None
    assert isinstance(node.op, Conv)
    ends = {"same": ")", "valid": ", padding=valid)"}
    if not isinstance(node.op.padding, str) or node.op.padding not in ends:
        return None
    end = ends[node.op.padding]
    return write(node.span, f"conv({middle}, 3{end} -> relu -> conv({node.op.channels}, 3{end}")
