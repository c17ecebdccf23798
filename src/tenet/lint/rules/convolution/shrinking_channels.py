"""Channels that become fewer, or stay as they are, while the map shrinks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tenet.analysis.layers import learns
from tenet.analysis.windows import area, trunk
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.conv import Conv

RULE = Practice(
    code="CNN004",
    name="shrinking-channels",
    reason="Channels should become more where the map becomes smaller.",
    why=(
        "Where a pool or stride leaves a quarter of the places and the channels stay, three quarters of"
        " the numbers are gone at once. Published classifiers double the channels there, which also keeps"
        " the work of each stage about the same. 1x1 convolutions, which are meant to narrow, do not count."
    ),
    source="Simonyan and Zisserman (2015), table 1; Szegedy et al. (2016), Rethinking Inception, sec. 2",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(64, 3) -> relu -> max_pool(2) -> conv(32, 3) -> relu -> max_pool(2)",
                "y = x -> flatten -> dense(10)",
            ),
            at="conv(«32», 3)",
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(32, 3) -> relu -> max_pool(2) -> conv(32, 3) -> relu -> max_pool(2)",
                "y = x -> conv(channels=32) -> relu -> max_pool(2) -> flatten -> dense(10)",
            ),
            at="channels=32",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(32, 3) -> relu -> max_pool(2) -> conv(64, 3) -> relu -> max_pool(2)",
                "y = x -> flatten -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(32, 3) -> relu -> max_pool(2) -> conv(8, 1) -> relu",
                "y = x -> conv(64, 3) -> relu -> flatten -> dense(10)",
            )
        ),
    ),
)
HALVED = 2
"""By how much the map must shrink so that fewer channels are said of."""
SHRUNK = 16
"""By how much the map shrinks over a network whose channels never grow, so that it is said: two pools."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first convolution of a network that gives a vector, with fewer channels on a smaller map."""
    for value in case.graph.outputs.values():
        if value.type.rank > 1:
            continue
        way = [n for n in trunk(case.producers, value) if learns(n)]
        convs = [n for n in way[:-1] if _counts(n)]  # a last layer has as many as there are answers
        narrow = next((pair for pair in pairwise(convs) if _narrows(*pair)), None)
        if narrow is None and len(convs) > 2 and _never_grows(convs):
            narrow = convs[0], convs[-1]
        if narrow is not None:
            yield _found(case, *narrow)
            return


def _found(case: Case, first: Node, second: Node) -> Diagnostic:
    fewer, more = _channels(second), _channels(first)
    many = f"only {fewer}" if fewer < more else f"no more than {fewer}"
    small, large = ("x".join(map(str, n.output.type.shape[1:])) for n in (second, first))
    return RULE.at(
        case.at(second, "channels"),
        f"this convolution has {many} channel{'s' if fewer > 1 else ''} on a map of {small}; there were {more} on {large}",
        help=f"give it {2 * more}",
        labels=(case.label(first, f"{more} channels here"),),
        fix=give(case, second, "channels", str(2 * more)),
    )


def _counts(node: Node) -> bool:
    """Whether it is a convolution over places of known number."""
    op = node.op
    return (
        isinstance(op, Conv)
        and node.output.type.rank > 2  # a channel and two axes
        and max(op.window(node.inputs[0].type).kernel) > 1
        and area(node.output) is not None
    )


def _channels(node: Node) -> int:
    assert isinstance(node.op, Conv)
    return node.op.channels


def _narrows(first: Node, second: Node) -> bool:
    return _channels(second) < _channels(first) and _area(second) * HALVED <= _area(first)


def _never_grows(convs: list[Node]) -> bool:
    """Whether all have as many channels, while the map becomes much smaller."""
    alike = len({_channels(node) for node in convs}) == 1
    return alike and _area(convs[-1]) * SHRUNK <= _area(convs[0])


def _area(node: Node) -> int:
    return area(node.output) or 0
