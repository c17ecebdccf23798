"""The cell of a loop is closed: its own names, its parameters, and what cannot be."""

from __future__ import annotations

import pytest

from tenet.analysis.overview import overview
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.ir.body import Body, body_of, every_node, inside, with_body
from tenet.ir.graph import Graph
from tenet.ir.text import print_graph, read_graph
from tenet.ir.verify import BrokenGraph, verify
from tenet.ops.source import Constant
from tenet.passes.pipeline import INFERENCE, OBJECTIVE, SOURCE, run
from tenet.source import Source

CELL = "block cell(x, h) { return (x, h) -> concat -> dense(4) -> tanh }\n"
SCAN = (
    "network(x: f32[5, 3], h: f32[4]) -> y {{ y = x -> scan({}) }}\n"
    "block cell(x, h) {{ return (x, h) -> concat -> dense(4) -> tanh }}\n"
)
GENERATE = (
    "network(x: f32[3]) -> y {{ y, _ = x -> generate(decode, {}) }}\n"
    "block decode(t, x) {{ return ((t -> embedding(3, rows=6)) + (x -> reshape(1, 3)))"
    " -> dense({}) -> {} }}"
)


def graph_of(text: str) -> Graph:
    found = elaborate(Source("loop.tenet", text)).sound().network
    assert found is not None
    return found


def said(text: str) -> list[str]:
    return [d.message for d in elaborate(Source("loop.tenet", text)).diagnostics]


def closed(graph: Graph) -> Body:
    return next(body for node in graph.nodes if (body := body_of(node.op)) is not None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SCAN.format("cell"), "`cell` takes 2 inputs (x, h), but 1 is given"),
        (
            SCAN.format("cell(h=h)"),
            "the cell of `scan` is given `h`, a tensor of what is around it",
        ),
        (
            SCAN.format("(dense(2) -> tanh), initial=(h, h)"),
            "`dense` takes 1 input (x), but 3 are given",
        ),
        (
            SCAN.format("split(3), initial=h"),
            "`split` takes 1 input (x), but 2 are given",
        ),
        (
            SCAN.format("split(3)"),
            "`scan` carries 0 states, so that its cell gives the output alone, but it gives 3 values",
        ),
        (
            SCAN.format("cell, initial=x"),
            "`concat` joins tensors that agree on every axis but axis 0, but they are [3] and [5, 3]",
        ),
        (
            SCAN.format("cell, initial=parameter([6])"),
            "`scan` carries a state of f32[6], but its cell makes f32[4] of it",
        ),
        (
            SCAN.format("cell, initial=h, lengths=h"),
            "`scan` takes one whole number for each row as `lengths`, not f32[4]",
        ),
        (
            SCAN.format("3, initial=h"),
            (
                "`cell` of `scan` takes what is applied at each turn: an operation, a block in use, or"
                " what is shared, not 3"
            ),
        ),
        (
            "network(x: f32[5, 3]) -> y { y = x -> scan(dropout) }",
            "`dropout` draws, which is not supported yet inside `scan`",
        ),
        (
            "network(x: f32[5, 3]) -> y { y = x -> scan(dense(2) -> batch_norm) }",
            "`batch_norm` keeps statistics of the batch, which is not supported yet inside `scan`",
        ),
        (
            "network(x: f32) -> y { y = x -> scan(relu) }",
            "`scan` goes along the first axis of its input, which is one number per row",
        ),
        (
            "network(x: f32[3]) -> y { y = x * (parameter([3]) -> scan(relu)) }",
            "`scan` works on rows, but its input f32[3] is the same for all of them",
        ),
        (
            (
                "network(x: f32[3, 2]) -> y { y = x -> scan(cell) }\n"
                "block cell(x) { return 0 * (x -> sum) -> cell_of }\n"
                "block cell_of(x) { return (x, parameter([])) -> scan(add) }"
            ),
            "`scan` goes along the first axis of its input, which is one number per row",
        ),
        (
            GENERATE.format("limit=3", 6, "tanh"),
            "`generate` chooses by probabilities, but what its decoder gives may lie outside of 0..1",
        ),
        (
            GENERATE.format("end=5, limit=3", 5, "softmax"),
            "`generate` ends at 5, but its decoder chooses between 5 tokens, 0..4",
        ),
        (
            GENERATE.format("start=6, limit=3", 6, "softmax"),
            "`embedding` has 6 rows, 0..5, but its input may be as large as 6",
        ),
        (
            GENERATE.format("limit=3", 6, "softmax -> sum(axis=0)"),
            (
                "`generate` needs a decoder that gives the distribution of the token after each place,"
                " such as f32[prefix, 10], but it gives f32[6]"
            ),
        ),
        (
            GENERATE.format("limit=3", 6, "softmax -> split(2)"),
            (
                "`generate` needs a decoder that gives the distribution of the token after each place,"
                " such as f32[prefix, 10], but it gives 2 values"
            ),
        ),
        (
            GENERATE.format("limit=3", 6, "layer_norm(axes=2) -> softmax"),
            (
                "`generate` grows its tokens turn by turn, but `generate.decode.layer_norm.weight` would"
                " have as many numbers as there are tokens so far: [prefix, 6]"
            ),
        ),
        (
            GENERATE.format("limit=3, temperature=2", 6, "softmax"),
            "`generate` has a temperature, but draws nothing",
        ),
        (
            GENERATE.format("limit=3, choose=sampled, beams=2", 6, "softmax"),
            "`generate` follows the likeliest sequences, or draws: not both",
        ),
        (
            (
                "network(x: f32[3]) -> y { y = x * (parameter([3]) -> generate(decode, limit=3)) }\n"
                "block decode(t, x) { return (x -> sum) * (t -> embedding(3, rows=6)) -> softmax }"
            ),
            "`generate` works on rows, but what it is given is the same for all of them",
        ),
        (
            (
                "network(x: f32[T, 3], h: f32[3]) -> y { y = x -> scan(outer, initial=h) }\n"
                "block outer(x, h) { return x + h -> scan(outer) }"
            ),
            "`outer` stands inside itself: `outer` -> `outer`",
        ),
        (
            "network(x: f32[5, 3]) -> y { y = x -> scan(cell) }\nblock cell(x) { return x -> dens }",
            "there is no operation `dens`; did you mean `dense`?",
        ),
    ],
)
def test_what_cannot_be_closed(text: str, message: str) -> None:
    assert message in said(text)


def test_a_body_reads_what_it_is_given_alone() -> None:
    graph = graph_of(SCAN.format("cell, initial=h"))
    body = closed(graph)

    assert [str(kind) for kind in body.takes] == ["f32[3]", "f32[4]"]
    assert [*body.graph.inputs] == ["x", "h"]
    assert [*body.graph.outputs] == ["output", "new_h"]
    assert [*graph.parameters] == ["scan.cell.dense.weight", "scan.cell.dense.bias"]
    assert graph.parameters == body.graph.parameters
    assert [n.path for n in every_node(graph)][-2:] == ["scan.cell.tanh", "scan"]
    assert str(body) == "`scan`"


def test_what_is_shared_keeps_its_parameters() -> None:
    graph = graph_of(
        "network(x: f32[5, 3], h: f32[4]) -> y { shared step = cell\n"
        " first = (x[0], h) -> step\n y = x -> scan(step, initial=first) }\n" + CELL
    )

    assert [*graph.parameters] == ["step.dense.weight", "step.dense.bias"]


def test_a_name_and_a_second_use() -> None:
    graph = graph_of(
        "network(x: f32[5, 3]) -> y { shared twice = scan(dense(3))\n"
        ' y = (x -> twice -> twice) + (x -> scan(dense(3), name="other")) + (x -> scan(dense(3))) }'
    )

    assert {path.partition(".")[0] for path in graph.parameters} == {"twice", "other", "scan"}
    assert [n.path for n in graph.nodes if body_of(n.op)] == ["twice", "twice_2", "other", "scan"]


def test_a_decoder_does_what_it_does_at_inference() -> None:
    graph = graph_of(GENERATE.format("limit=3", 6, "dropout -> softmax"))

    assert "dropout" not in {node.op.term() for node in every_node(graph)}


def test_a_decoder_is_not_training_inside_generate() -> None:
    text = GENERATE.format("limit=3", 6, "softmax").replace(
        "{ return (", "{ return (2 if training else 3) * ("
    )
    found = elaborate(Source("loop.tenet", text)).sound()

    assert found.network is not None
    numbers = [n.op.value for n in every_node(found.network) if isinstance(n.op, Constant)]
    assert numbers == [3.0]


def test_costs_count() -> None:
    scan = overview(graph_of(SCAN.format("cell, initial=h")))
    generate = overview(graph_of(GENERATE.format("limit=4", 6, "softmax")))

    assert (scan.parameters, scan.macs) == (7 * 4 + 4, 5 * 7 * 4)
    assert (generate.parameters, generate.macs) == (6 * 3 + 3 * 6 + 6, 4 * 4 * 3 * 6)


def test_initialisers_are_chosen_inside() -> None:
    graph = run(
        SOURCE,
        graph_of(
            "network(x: f32[5, 3]) -> y { shared d = dense(3)\n"
            " first = x[0] -> d -> relu\n y = (x -> scan(d)) * (first -> reshape(1, 3)) }"
        ),
    )

    assert {str(p.init) for p in closed(graph).graph.parameters.values()} == {
        str(p.init) for p in graph.parameters.values()
    }
    assert "auto" not in {p.init for p in graph.parameters.values()}
    assert graph.parameters["d.weight"].init.term() == "he_normal"  # type: ignore[union-attr]


def test_a_body_may_read_a_layer_outside() -> None:
    graph = graph_of(
        "network(x: i64[5] in 0..8) -> y { shared table = embedding(3)\n"
        " y = x -> table -> scan(cell(table)) }\n"
        "block cell(x; table) { return matmul(x -> reshape(1, 3), table.weight -> permute(1, 0)) }"
    )

    for passes in ((), SOURCE, OBJECTIVE, INFERENCE):
        made = run(passes, graph)
        assert read_graph(print_graph(made), made.nodes[0].span) == made


def test_a_wrong_body_is_caught() -> None:
    graph = graph_of(SCAN.format("cell, initial=h"))
    loop = graph.nodes[-1]
    body = closed(graph)
    nodes = graph.nodes[:-1]

    with pytest.raises(BrokenGraph, match="other parameters than its body"):
        verify(replace(graph, nodes=(*nodes, replace(loop, parameters=()))))
    broken = replace(body, graph=replace(body.graph, nodes=body.graph.nodes[1:]))
    with pytest.raises(BrokenGraph, match="before it is computed"):
        verify(replace(graph, nodes=(*nodes, with_body(loop, broken))))


def test_bodies_in_bodies_are_changed_first() -> None:
    graph = graph_of(
        "network(x: f32[5, 4, 3]) -> y { y = x -> scan(outer) }\n"
        "block outer(x) { return x -> scan(dense(2)) }"
    )
    seen: list[str] = []

    def noted(inner: Graph) -> Graph:
        seen.append(inner.name)
        return inner

    assert inside(graph, noted) == graph
    assert seen == ["scan.outer.scan", "scan"]
