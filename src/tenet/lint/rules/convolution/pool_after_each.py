"""A pool behind every single convolution of a deep network."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import trunk, window
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import drop
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="CNN005",
    name="pool-after-every-convolution",
    reason="Deep networks pool after blocks of two to four convolutions.",
    why=(
        "A pool throws three quarters of the places away. Two convolutions in a row see 5x5 places of one"
        " resolution with an activation between; with a pool after each, every resolution is seen through"
        " 3x3 alone, and the map is used up after five layers."
    ),
    source="Simonyan and Zisserman (2015), table 1",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[3, 64, 64] in 0..1",
                "x = x -> conv(8, 3) -> relu -> max_pool(kernel=2)",
                "for channels in [16, 32, 64] {",
                "    x = x -> conv(channels, 3) -> relu -> max_pool(2)",
                "}",
                "y = x -> flatten -> dense(10)",
            ),
            at="max_pool(kernel=2)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 64, 64] in 0..1",
                "for channels in [16, 32, 64] {",
                "    x = x -> conv(channels, 3) -> relu -> conv(channels, 3) -> relu -> max_pool(2)",
                "}",
                "y = x -> flatten -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[1, 28, 28] in 0..1",
                "for channels in [16, 32] {",
                "    x = x -> conv(channels, 3) -> relu -> max_pool(2)",
                "}",
                "y = x -> flatten -> dense(10)",
            )
        ),
    ),
)
DEEP = 4
"""Convolutions from which a network counts as deep."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first pool of a classifier, where each of many convolutions has its own."""
    for value in case.graph.outputs.values():
        if value.type.rank > 1:
            continue
        slid = [n for n in trunk(case.producers, value) if _slides(n)]
        convs, pools = slid[::2], slid[1::2]
        if len(convs) < DEEP or len(pools) != len(convs):
            continue
        if all(n.op.term() == "conv" for n in convs) and all(_pools(n) for n in pools):
            yield RULE.at(
                pools[0].span,
                f"each of {len(convs)} convolutions is followed by a pool",
                help="pool after every second or third convolution",
                labels=(case.label(pools[-1], "the last pool is here"),),
                fix=drop(case, pools[0]),
            )
            return


def _slides(node: Node) -> bool:
    """Whether a window of more than one place slides over an image."""
    found = window(node) if node.output.type.rank > 2 else None
    return found is not None and max(found.kernel) > 1


def _pools(node: Node) -> bool:
    found = window(node)
    return node.op.term() != "conv" and found is not None and min(found.stride) > 1
