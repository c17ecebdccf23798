"""Leave out what happens only while training.

Before: x -> dropout -> dense. After: x -> dense.
"""

from __future__ import annotations

from tenet.ir.graph import Graph, Node, Value


def drop_training_only(graph: Graph) -> Graph:
    """The graph for inference: operations that are the identity there are gone."""

    def kept(node: Node) -> Node | Value:
        return node.inputs[0] if node.op.training_only else node

    return graph.rewritten(kept)
