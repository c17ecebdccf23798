"""Which activation is a layer's own? The one that alone reads it, before anything changes its scale."""

from __future__ import annotations

from collections.abc import Callable

from tenet.ir.graph import Node

PASSING = frozenset(
    {"avg_pool", "dropout", "max_pool", "permute", "spatial_dropout", "squeeze", "transpose"}
)
"""What leaves the scale of numbers about as it is, beside what lays them out anew."""


def activation_of(
    reader: Callable[[Node], Node | None], layer: Node, *, through_norms: bool = False
) -> Node | None:
    """The activation straight behind a layer; none where a sum or several readers come first.

    Args:
        reader: tells the only node that reads what a node gives, if it is no output.
        layer: whose activation is asked for.
        through_norms: whether a norm, which gives numbers a scale of its own, may come first.
    """
    at = reader(layer)
    while at is not None and (_passes(at) or (through_norms and at.op.term().endswith("_norm"))):
        at = reader(at)
    return at if at is not None and at.op.feeds is not None else None


def _passes(node: Node) -> bool:
    return node.op.relays or node.op.term() in PASSING
