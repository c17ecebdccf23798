"""Where does the user's own text ask for a node? What stands in the standard library is asked for by name."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.elaborate.chain import is_standard
from tenet.ir.graph import BlockUse, Graph, Node
from tenet.source import Span


def uses(graph: Graph, node: Node) -> Iterator[BlockUse]:
    """The uses of blocks in the user's text that a node belongs to, innermost first."""
    for path in sorted(graph.blocks, key=len, reverse=True):
        use = graph.blocks[path]
        if node.path.startswith(f"{path}.") and not is_standard(use.span):
            yield use


def inside(graph: Graph, node: Node) -> Span:
    """The call in the user's text that makes a node: its own, or that of a standard block."""
    if not is_standard(node.span):
        return node.span
    return next((use.span for use in uses(graph, node)), node.span)
