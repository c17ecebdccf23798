"""Random operations compute the same of the same draws on both backends, and draw what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
import torch
from tests.ops.conftest import Compiled, graph_of, shape_of

from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted
from tenet.catalogue.draw import Draw
from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.ir.graph import Graph
from tenet.passes.expose_draws import expose_draws

RANDOM = {
    f"{term}-{number}": text
    for term, operation in known(Operation).items()
    if operation.draws is not Operation.draws
    for number, text in enumerate(operation.examples, 1)
} | {
    "several": "network(x: f32[6]) -> y { y = x -> dropout(20%) -> dense(3) -> noise(1) -> rrelu }",
    "in-a-block": "block b(x) { return x + (x -> dense(6) -> drop_path(20%)) }\n"
    "network(x: f32[6]) -> y { y = x -> b -> b }",
    "a-sample-alone": "network(x: f32[6]) -> y, z { y = x -> relu\n z = normal([3]) }",
}
ROWS = 4000


def sampled(draw: Draw, rows: int, random: np.random.Generator) -> Any:
    """An array of a law."""
    kind = draw.type
    shape = shape_of(kind, rows)
    if draw.law == "normal":
        return random.standard_normal(shape).astype(np.float32)
    if draw.law == "uniform":
        return random.uniform(kind.range.low, kind.range.high, shape).astype(np.float32)
    return (random.random(shape) >= draw.rate).astype(np.float32)


def exposed(text: str, rows: int) -> tuple[Graph, Compiled, dict[str, Any]]:
    """The network of a text, the same with its draws as inputs, and inputs for that."""
    graph = graph_of(text, strictly=True)
    found = expose_draws(graph)
    network = Compiled(found.graph)
    inputs = network.inputs(rows)
    for number, (name, draw) in enumerate(found.draws.items()):
        inputs[name] = sampled(draw, rows, np.random.default_rng(number))
    return graph, network, inputs


@pytest.mark.target
@pytest.mark.parametrize("text", RANDOM.values(), ids=RANDOM)
def test_the_same_draws_give_the_same_everywhere(text: str) -> None:
    _, network, inputs = exposed(text, 3)

    network.assert_agree(inputs)


@pytest.mark.target
@pytest.mark.parametrize("target", ["torch", "jax"])
@pytest.mark.parametrize("text", RANDOM.values(), ids=RANDOM)
def test_what_is_drawn_inside_is_distributed_as_what_is_given(text: str, target: str) -> None:
    graph, network, inputs = exposed(text, ROWS)
    plain = Compiled(graph)
    given = {name: np.repeat(inputs[name][:1], ROWS, 0) for name in plain.graph.inputs}
    expected = network.torch(inputs | given)
    drawn = drawing(plain, given)[target]

    for ours, theirs in zip(drawn, expected, strict=True):
        spread = theirs.std(0, ddof=1)
        room = 6 * spread / np.sqrt(ROWS) + 1e-5
        np.testing.assert_array_less(np.abs(ours.mean(0) - theirs.mean(0)), 1.5 * room)
        np.testing.assert_allclose(ours.std(0, ddof=1), spread, rtol=0.2, atol=1e-5)


def drawing(network: Compiled, inputs: dict[str, Any]) -> dict[str, list[Any]]:
    """What both backends give in training, by their own generators."""
    torch.manual_seed(3)
    source, name = emitted(Graphs(network.graph))
    module = getattr(source, name)()
    module.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in network.weights.items()})
    with torch.no_grad():
        ours = listed(module.train()(*map(torch.from_numpy, inputs.values())))
    params, state = network.parts({k: jax.numpy.array(v) for k, v in network.weights.items()})
    key = jax.random.key(3)
    forward: Callable[..., Any] = network.functions.forward
    theirs = listed(forward(params, state, *inputs.values(), training=True, key=key)[0])
    return {"torch": [v.numpy() for v in ours], "jax": [np.asarray(v) for v in theirs]}


def listed(made: Any) -> tuple[Any, ...]:
    """What a network gives, one value or several."""
    return made if isinstance(made, tuple) else (made,)
