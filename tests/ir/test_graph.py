"""The graph prints and reads back, and the verifier catches a graph that breaks its laws."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node
from tenet.ir.text import NotAGraph, print_graph, read_graph
from tenet.ir.verify import BrokenGraph, verify
from tenet.passes.pipeline import INFERENCE, OBJECTIVE, run
from tenet.source import Source, Span
from tenet.types.tensor import f32

SPECS = sorted((Path(__file__).parents[2] / "specs").glob("*.tenet"))
KIND: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up
EXAMPLES = [text for op in known(KIND).values() for text in op.examples]
EXAMPLES += [
    "network(x: f32[T, 4]) -> y { y = x -> conv(3, 3) -> avg_pool(2) }",
    "network(x: f32[2 * T, 4]) -> y { y = x -> dense(3, init=uniform(-0.1, 0.1)) }",
]


def graph_of(text: str) -> Graph:
    found = elaborate(Source("graph.tenet", text)).sound().network
    assert found is not None
    return found


def nowhere() -> Span:
    return Span(Source("nowhere", "x"), 0, 1)


@pytest.mark.parametrize("text", EXAMPLES)
def test_reading_is_the_inverse_of_printing(text: str) -> None:
    graph = graph_of(text)
    printed = print_graph(graph)

    assert read_graph(printed, nowhere()) == graph
    assert print_graph(read_graph(printed, nowhere())) == printed


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_an_objective_reads_back(path: Path) -> None:
    experiment = elaborate(Source(str(path), path.read_text())).sound()

    for plan in experiment.plans.values():
        objective = run(OBJECTIVE, plan.objective)
        assert read_graph(print_graph(objective), nowhere()) == objective


@pytest.mark.parametrize(
    "text",
    [
        "",
        "graph g\n",
        "graph g\nnode\nreturn y=%0\n",
        "graph g\n%0 = nothing() {} @x :x f32\nreturn y=%0\n",
        'graph g\n%0 = constant() {"value": 1.0} @c : f32[3]\nreturn y=%0\n',
        'graph g\n%0 = constant() {"value": 1.0} @c : f32 in 0..2\nreturn y=%0\n',
        'graph g\n%0 = constant() {"value": 1.0} @c : f32 in a..b\nreturn y=%0\n',
        'graph g\n%0 = constant() {"value": 1.0} @c : f32 in 1..1\n  odd\nreturn y=%0\n',
    ],
)
def test_what_is_no_graph_is_refused(text: str) -> None:
    with pytest.raises(NotAGraph):
        read_graph(text, nowhere())


def test_passes_leave_nothing_of_dropout() -> None:
    graph = run(
        INFERENCE, graph_of("network(x: f32[4]) -> y { y = x -> dropout(50%) -> dense(2) }")
    )

    assert [node.op.term() for node in graph.nodes] == ["input", "dense"]


def broken(change: str) -> Graph:
    graph = graph_of("network(x: f32[4]) -> y { y = x -> dense(3) -> dense(2) }")
    first, second, third = graph.nodes
    nodes: dict[str, tuple[Node, ...]] = {
        "order": (first, third, second),
        "twice": (first, second, second, third),
        "type": (first, second, replace(third, output=replace(third.output, type=f32(9)))),
        "read": (
            first,
            second,
            replace(third, inputs=(replace(third.inputs[0], type=f32(9)),)),
        ),
        "names": (first, second, replace(third, parameters=(
            replace(third.parameters[0], path="dense.weight"),))),
        "output": (first, second),
    }  # fmt: skip
    return Graph(graph.name, nodes[change], graph.outputs)


@pytest.mark.parametrize("change", ["order", "twice", "type", "read", "names", "output"])
def test_the_verifier_sees_what_is_broken(change: str) -> None:
    with pytest.raises(BrokenGraph):
        verify(broken(change))
