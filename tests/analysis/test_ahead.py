"""How far ahead in a sequence values look, and which losses ask for what their predictions have seen."""

from __future__ import annotations

from math import inf

import pytest

from tenet.analysis.ahead import leaks, sights
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph
from tenet.lint.samples import foreteller
from tenet.source import Source

LENGTH = 12


def network(body: str) -> Graph:
    found = elaborate(Source("spec.tenet", f"network(x: f32[{LENGTH}, 8]) -> y {{\n{body}\n}}\n"))
    graph = found.sound().network
    assert graph is not None
    return graph


SIGHTS: dict[str, tuple[str, float | None]] = {
    "itself": ("y = x -> dense(4) -> relu", 0),
    "a norm of each place": ("y = x -> layer_norm", 0),
    "a sum of places that look equally far": ("y = x + (x -> gru(8))", 0),
    "a recurrence": ("y = x -> lstm(4)", 0),
    "a recurrence in both directions": ("y = x -> bidirectional(lstm(4))", inf),
    "causal attention": ("y = (x, x, x) -> attention(heads=2, causal=true)", 0),
    "attention": ("y = (x, x, x) -> attention(heads=2)", inf),
    "one place later": ("y = x -> shift_right", -1),
    "one place later, then both ways": ("y = x -> shift_right -> bidirectional(lstm(4))", inf),
    "a causal convolution": ("y = x -> conv(4, 3, padding=causal)", 0),
    "a convolution": ("y = x -> conv(4, 5)", 2),
    "two convolutions": ("y = x -> conv(4, 5) -> conv(4, 3)", 3),
    "a convolution without padding": ("y = x -> conv(4, 3, padding=valid)", 2),
    "a dilated convolution": ("y = x -> conv(4, 3, dilation=2)", 2),
    "from the third place on": ("y = x[2..]", 2),
    "two places before it": ("y = (x[..1], x) -> concat(axis=0) -> dense(4)", None),
    "a stride": ("y = x -> conv(4, 3, stride=2)", None),
    "a place taken out": ("y = x[3]", None),
    "a mean over the places": ("y = x -> mean(axis=0)", None),
    "places turned round": ("y = x -> permute(1, 0)", None),
}


@pytest.mark.parametrize(("body", "ahead"), SIGHTS.values(), ids=SIGHTS)
def test_how_far_ahead_a_value_looks(body: str, ahead: float | None) -> None:
    graph = network(body)
    sight = sights(graph, graph.inputs["x"])[graph.outputs["y"].number]

    assert (None if sight is None else sight.ahead) == ahead


def test_the_node_by_which_it_looks_ahead_is_told() -> None:
    graph = network("y = x -> lstm(4) -> conv(4, 3) -> dense(2)")
    sight = sights(graph, graph.inputs["x"])[graph.outputs["y"].number]

    assert sight is not None
    assert sight.through is not None
    assert sight.through.op.term() == "conv"


LEAKS: dict[str, tuple[str, list[str]]] = {
    "one direction": ("x -> embedding(16) -> lstm(32)", []),
    "both directions": ("x -> embedding(16) -> bidirectional(lstm(32))", ["lstm"]),
    "attention": ("x -> embedding(16) -> self_attention(2)", ["attention"]),
    "causal attention": ("x -> embedding(16) -> self_attention(2, causal=true)", []),
    "a convolution": ("x -> embedding(16) -> conv(16, 3)", ["conv"]),
    "a causal convolution": ("x -> embedding(16) -> conv(16, 3, padding=causal)", []),
}


@pytest.mark.parametrize(("body", "through"), LEAKS.values(), ids=LEAKS)
def test_a_prediction_that_has_seen_its_target(body: str, through: list[str]) -> None:
    text = foreteller(f"x = {body}\ny = x[..-2] -> dense(10) -> softmax")
    (plan,) = elaborate(Source("spec.tenet", text)).sound().plans.values()
    found = list(leaks(plan.objective))

    assert [leak.sight.through.op.term() for leak in found if leak.sight.through] == through
    assert [(leak.field, leak.wanted) for leak in found] == [("x", 1)] * len(through)
