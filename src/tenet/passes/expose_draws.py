"""Make every random draw an input, so that several backends can be given the same draws.

Before: x -> dropout(50%). After: x * (2 * dropout_draw), where dropout_draw is a new input of zeros and ones.
"""

from __future__ import annotations

from tenet.catalogue.draw import Draw
from tenet.catalogue.operation import Operation
from tenet.frozen import frozen, replace
from tenet.ir.builder import apply
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.source import Input


@frozen
class Exposed:
    """A graph that draws nothing, and what each of its new inputs wants to be drawn from."""

    graph: Graph
    draws: dict[str, Draw]


def expose_draws(graph: Graph, like: Graph | None = None) -> Exposed:
    """The graph as it trains, its draws as inputs after its own.

    With `like`, a larger graph that holds its nodes, new values have the numbers that they have there.
    """
    draws: dict[str, Draw] = {}
    fresh = 1 + max(v.number for node in (like or graph).nodes for v in node.outputs)

    def exposed(node: Node) -> Node | tuple[Node, ...]:
        nonlocal fresh
        wanted = node.op.draws(*node.types)
        if not wanted:
            return node
        made = _exposed(node, wanted, fresh)
        fresh += len(made)
        draws.update(zip((n.path for n in made), wanted, strict=False))
        return made

    return Exposed(graph.rewritten(exposed), draws)


def _exposed(node: Node, wanted: tuple[Draw, ...], fresh: int) -> tuple[Node, ...]:
    """The inputs for a node's draws, and what it computes of them; its values numbered from `fresh` on."""
    nodes: list[Node] = []
    known = list(node.inputs)

    def add(op: Operation, inputs: tuple[Value, ...], path: str, hint: str) -> None:
        number = fresh + len(nodes)
        made = apply(op, inputs, number=number, path=path, layer=path, hint=hint, span=node.span)
        nodes.append(made)
        known.append(made.output)

    for number, draw in enumerate(wanted, 1):
        name = f"{node.path.replace('.', '_')}_draw{number if number > 1 else ''}"
        add(Input(type=draw.type), (), name, name)
    for op, places in node.op.recipe(*node.types):
        inputs = tuple(known[place] for place in places)
        add(op, inputs, f"{node.path}_{op.term()}_{len(nodes)}", "")
    last = nodes[-1]
    if not isinstance(last.op, Input):  # an input keeps its own name
        nodes[-1] = replace(last, output=replace(last.output, hint=node.output.hint))
    return tuple(nodes)
