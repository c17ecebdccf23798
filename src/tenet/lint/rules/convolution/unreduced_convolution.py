"""A wide and expensive convolution that a narrow one before it would make cheap."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.conv import Conv

RULE = Practice(
    code="CNN008",
    name="unreduced-convolution",
    reason="A convolution of many channels costs about an eighth where 1x1 convolutions narrow it.",
    why=(
        "Its weights are nine for each pair of channels. A 1x1 convolution to a quarter of the channels, a"
        " 3x3 of these and a 1x1 back see as much, and the 3x3 has a sixteenth of the weights: the"
        " bottleneck of deep residual networks. Splitting it into a depthwise and a 1x1 convolution saves"
        " about as much."
    ),
    source="He et al. (2016), fig. 5; Szegedy et al. (2015), sec. 4; Howard et al. (2017), sec. 3.1",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[512, 14, 14] in 0..1",
                "y = x -> conv(512, 3) -> relu -> global_avg_pool -> dense(10)",
            ),
            at="conv(512, 3)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[512, 14, 14] in 0..1",
                "x = x -> conv(128, 1) -> relu -> conv(128, 3) -> relu -> conv(512, 1) -> relu",
                "y = x -> global_avg_pool -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[512, 14, 14] in 0..1",
                "y = x -> conv(512, 3, groups=32) -> relu -> global_avg_pool -> dense(10)",
            )
        ),
    ),
)
WIDE = 512
"""Channels on both sides from which it is said: there it has more than two million weights."""
SEEN = 3
"""Places along an axis from which a kernel counts."""
SHARE = 4
"""By how much a bottleneck narrows."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The largest convolution of an image between many channels, each with each."""
    wide = {
        node.path: weights for node in case.nodes(Conv) if (weights := _weights(node)) is not None
    }
    if not wide:
        return
    node = next(n for n in case.nodes(Conv) if n.path == max(wide, key=lambda path: wide[path]))
    assert isinstance(node.op, Conv)
    slid = node.op.window(node.inputs[0].type)
    before, after = slid.layout.channels, node.op.channels
    assert isinstance(before, int)
    narrow = min(before, after) // SHARE
    bottleneck = before * narrow + narrow * narrow * prod(slid.kernel) + narrow * after
    yield RULE.at(
        node.span,
        f"this convolution from {before} to {after} channels has {wide[node.path]:,} weights; by way of"
        f" {narrow} channels it would take {bottleneck:,}",
        help=f"narrow it: `conv({narrow}, 1)`, the convolution on {narrow} channels, `conv({after}, 1)`",
    )


def _weights(node: Node) -> int | None:
    """How many weights a wide convolution over several places has; none of all else."""
    assert isinstance(node.op, Conv)
    slid = node.op.window(node.inputs[0].type)
    before, after = slid.layout.channels, node.op.channels
    if not isinstance(before, int) or min(before, after) < WIDE or node.op.groups > 1:
        return None
    return (
        before * after * prod(slid.kernel)
        if len(slid.kernel) > 1 and min(slid.kernel) >= SEEN
        else None
    )
