"""Check that a graph is one: run between passes, so that a wrong pass is caught where it is wrong."""

from __future__ import annotations

from tenet.ir.body import Body, body_of
from tenet.ir.graph import Graph, Node, Value


class BrokenGraph(AssertionError):
    """A pass or the elaborator made a graph that breaks its own laws: a defect of Tenet's."""


def verify(graph: Graph) -> Graph:
    """The graph itself, if its laws hold.

    1. A value is computed once, before it is used. 2. Its type is what the operation derives.
    3. Parameters of one path are one parameter. 4. Outputs are values of the graph.
    5. The body of a loop is a graph, and its parameters are the loop's.
    """
    seen: dict[int, Value] = {}
    parameters: dict[str, object] = {}
    for node in graph.nodes:
        _check_inputs(node, seen)
        _check_body(node, body_of(node.op))
        derived = (node.op.result(*node.types), *node.op.further(*node.types))
        for value, kind in zip(node.outputs, derived, strict=True):
            if value.number in seen:
                raise BrokenGraph(f"{node.path} computes %{value.number} again")
            if kind.shape != value.type.shape:
                raise BrokenGraph(f"{node.path} does not give {value.type}")
            seen[value.number] = value
        for parameter in node.parameters:
            if parameters.setdefault(parameter.path, parameter) != parameter:
                raise BrokenGraph(f"two parameters are called {parameter.path}")
    for name, value in graph.outputs.items():
        if value.number not in seen:
            raise BrokenGraph(f"the output {name} is not computed")
    return graph


def _check_inputs(node: Node, seen: dict[int, Value]) -> None:
    for value in node.inputs:
        if value.number not in seen:
            raise BrokenGraph(f"{node.path} reads %{value.number} before it is computed")
        if seen[value.number].type != value.type:
            raise BrokenGraph(f"{node.path} reads %{value.number} as another type")


def _check_body(node: Node, body: Body | None) -> None:
    if body is None:
        return
    verify(body.graph)
    if {p.path: p for p in node.parameters} != body.graph.parameters:
        raise BrokenGraph(f"{node.path} has other parameters than its body")
