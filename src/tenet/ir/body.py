"""The body of a loop: a graph of its own, with inputs and results in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tenet.catalogue.body import Closed
from tenet.catalogue.operation import Operation
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph, Node
from tenet.types.dim import Dim
from tenet.types.tensor import TensorType


@frozen
class Body(Closed):
    """A cell whose inputs are those of a graph, in their order, and whose results its outputs.

    Its parameters have the paths that they have in the network around it.
    """

    graph: Graph
    states: int = 0
    lengths: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[TensorType, ...]:
        """The types of its inputs."""
        return tuple(value.type for value in self.graph.inputs.values())

    @property
    def gives(self) -> tuple[TensorType, ...]:
        """The types of its results."""
        return tuple(value.type for value in self.graph.outputs.values())

    @property
    def macs(self) -> Dim:
        """Those of its nodes."""
        total: Dim = 0
        for node in self.graph.nodes:
            total = total + node.macs
        return total

    def __str__(self) -> str:
        return f"`{self.graph.name}`"


def body_of(op: Operation) -> Body | None:
    """The body of a loop; none where an operation is no loop."""
    cell = getattr(op, "cell", None)
    return cell if isinstance(cell, Body) else None


def with_body(node: Node, body: Body) -> Node:
    """The loop with another body, whose parameters are its own."""
    op = node.op.model_copy(update={"cell": body})
    return replace(node, op=op, parameters=tuple(body.graph.parameters.values()))


def every_node(graph: Graph) -> Iterator[Node]:
    """The nodes of a graph, and before each loop those of its body."""
    for node in graph.nodes:
        body = body_of(node.op)
        if body is not None:
            yield from every_node(body.graph)
        yield node


def inside(graph: Graph, change: Callable[[Graph], Graph]) -> Graph:
    """The graph with the bodies of its loops changed, the inner ones first."""
    if not any(body_of(node.op) for node in graph.nodes):
        return graph

    def changed(node: Node) -> Node:
        body = body_of(node.op)
        if body is None:
            return node
        return with_body(node, replace(body, graph=change(inside(body.graph, change))))

    return graph.rewritten(changed)
