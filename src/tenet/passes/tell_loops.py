"""Tell a loop how many places are real: what its body asks for, and where a row's sequence ends.

Before: (x, memory) -> scan(cell), where the cell sums the memory. After: (x, memory, T, S) -> scan(cell),
where the body takes S too and leaves padding out of its sum.
"""

from __future__ import annotations

from collections.abc import Callable

from tenet.frozen import replace
from tenet.ir.body import body_of, with_body
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.loop import Generate, Loop, Scan
from tenet.passes.beside import numbered
from tenet.types.dim import Dim, named, names


def told(
    node: Node,
    sizes: frozenset[str],
    real: Callable[[Dim], Value],
    left_out: Callable[[Graph, frozenset[str]], Graph],
) -> Node:
    """The loop: the lengths of its sequence, then those that the body asks for, stand last.

    Args:
        node: the loop.
        sizes: those that may differ from row to row.
        real: how many places of a size are real.
        left_out: a graph that leaves padding out of sizes.
    """
    op, body = node.op, body_of(node.op)
    assert isinstance(op, Loop)
    assert body is not None
    if body.lengths:
        return node
    own = frozenset({op.prefix} if isinstance(op, Generate) else ())
    graph = left_out(body.graph, sizes | own)
    known = {numbered("size", name): name for name in sizes | own}
    lengths = tuple(known[v.number] for v in graph.inputs.values() if v.number in known)
    ends = [real(named(name)) for name in lengths if name not in own]
    places = node.types[0].shape[:1]
    if isinstance(op, Scan) and not op.lengths and not sizes.isdisjoint(names(places[0])):
        node = replace(node, op=op.model_copy(update={"lengths": True}))
        ends.insert(0, real(places[0]))
    inner = replace(body, graph=graph, lengths=lengths)
    return with_body(replace(node, inputs=(*node.inputs, *ends)), inner)
