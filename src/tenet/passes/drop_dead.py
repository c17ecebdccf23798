"""Leave out what nothing reads.

Before: a block gives two results, of which one is bound to `_`. After: only what makes the other is left.
"""

from __future__ import annotations

from tenet.ir.graph import Graph


def drop_dead(graph: Graph) -> Graph:
    """The nodes that the outputs need, and every input."""
    return graph.reduced(graph.outputs)
