"""A whole map flattened into a dense layer, as large as the image was."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import area, trunk
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.diagnostics.diagnostic import Edit
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import UNSAFE
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.source import Span
from tenet.types.dim import product
from tenet.types.shape import Shape

RULE = Practice(
    code="CNN014",
    name="no-downsampling",
    reason="A map that never shrinks gives the dense layer behind it nearly all weights.",
    why=(
        "A dense layer behind `flatten` has a weight for each number of the map and each of its units;"
        " every halving of the map divides them by four. Without any, most of the network is one layer"
        " that learns each place by itself, which takes many examples, and convolutions see little of the"
        " image."
    ),
    source="LeCun et al. (1998), Gradient-based learning, sec. II.A; Lin et al. (2014), sec. 3.2",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(32, 3) -> relu -> conv(32, 3) -> relu",
                "y = x -> flatten -> dense(128) -> relu -> dense(10)",
            ),
            at="flatten",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 64, 64] in 0..1",
                "x = x -> conv(32, 3) -> relu -> max_pool(4) -> conv(32, 3) -> relu -> max_pool(4)",
                "y = x -> flatten -> dense(128) -> relu -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[1, 8, 8] in 0..1",
                "y = x -> conv(32, 3) -> relu -> flatten -> dense(64) -> relu -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[17, 19, 19] in 0..1",
                "x = x -> conv(256, 3) -> relu -> conv(2, 1) -> relu",
                "y = x -> flatten -> dense(362)",
            )
        ),
    ),
)
MANY = 1_000_000
"""Weights of the dense layer from which it is said."""
SHARE = 0.9
"""The share of all parameters that it has."""
HALF = 2
"""By how much both sides together must have shrunk, so that it counts as shrinking."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A flattened map of an image's own size before a dense layer with most of all weights."""
    total = sum(_size(p.shape) for p in case.graph.parameters.values())
    for node in case.called("flatten"):
        dense = next((n for n in case.readers(node) if n.op.term() == "dense"), None)
        weights = 0 if dense is None else _size(dense.parameters[0].shape)
        if dense and weights >= max(MANY, SHARE * total) and _unshrunk(case, node):
            places = "x".join(map(str, node.inputs[0].type.shape[1:]))
            yield RULE.at(
                node.span,
                f"a map of {places}, nowhere made smaller, is flattened into {weights:,} weights of"
                f" `{dense.path}`",
                help="shrink the map between the convolutions, with `max_pool(2)` or a stride, or use"
                " `global_avg_pool` in place of `flatten`",
                labels=(case.label(dense, "this layer has these weights"),),
                fix=_pooled(case, node),
            )


def _size(shape: Shape) -> int:
    """How many numbers a parameter holds; none where a size is open."""
    size = product(shape)
    return size if isinstance(size, int) else 0


def _unshrunk(case: Case, node: Node) -> bool:
    """Whether convolutions saw the map, and left it about as large as the image was."""
    before = trunk(case.producers, node.inputs[0])
    if node.inputs[0].type.rank < 3 or not any(n.op.term() == "conv" for n in before):
        return False
    whole, left = area(before[0].output), area(node.inputs[0])
    same = before[0].output.type.rank == node.inputs[0].type.rank
    return same and whole is not None and left is not None and whole < HALF * left


def _pooled(case: Case, node: Node) -> Fix | None:
    """A pool before the flattening."""
    stage = case.places.stage(node.span)
    if stage is None or stage.chain is None:
        return None
    at = node.span
    return Fix(UNSAFE, (Edit(Span(at.source, at.start, at.start), "max_pool(4) -> "),))
