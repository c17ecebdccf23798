"""Every example of every operation gives the same numbers in PyTorch, JAX and ONNX."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import jax
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.types.tensor import EVERYTHING

Compile = Callable[[str], Any]

MORE = {
    "open-size": "network(x: f32[T, 4]) -> y { y = x -> conv(3) -> relu -> global_avg_pool }",
    "open-size-flat": "network(x: f32[T, 4]) -> y { y = x -> max_pool(2) -> flatten }",
    "open-size-laid": "network(x: f32[T, 4]) -> y { y = x -> reshape(2 * T, 2) -> layer_norm }",
    "one-number": "network(x: f32) -> y { y = x -> flatten -> dense(2) }",
    "one-number-each": "network(x: f32[4], z: f32) -> y { y = x * z - z }",
    "of-no-row": "network(x: f32[4]) -> y { y = x + (parameter([2, 2]) -> flatten -> softmax) }",
    "of-no-row-laid": "network(x: f32[4]) -> y { y = x * (parameter([2, 2]) -> reshape(4)) }",
    "of-no-row-dense": "network(x: f32[2]) -> y { y = x + (parameter([3]) -> dense(2)) }",
    "of-no-row-axis": "network(x: f32[2]) -> y { y = x * (parameter([3, 2]) -> softmax(axis=0)) }",
    "of-no-row-joined": "network(x: f32[4]) -> y { a = parameter([2])\n y = x + ((a, a) -> concat) }",
    "integers": "network(x: i64[2, 3], z: i64[3] in 1..5) -> y { y = (x + z * z) -> flatten }",
    "integers-signed": "network(x: i64[6], z: i64[6] in 1..5) -> y { y = (-x, z) -> mod -> abs }",
    "integers-narrow": "network(x: i32[2, 3]) -> y { y = x -> sum(axis=0) }",
    "integers-largest": "network(x: i64[2, 3]) -> y { y = (x -> max(axis=1)) - (x -> min) }",
    "remainders": "network(x: f32[9], z: f32[9] in -2..-1) -> y { y = (x, z) -> mod }",
    "remainders-mixed": "network(x: f32[3, 4], z: f32[4] in 1..2) -> y { y = (x, z * z) -> mod }",
    "powers-of-anything": "network(x: f32[9]) -> y { y = (x ** 3 - x ** 2) * 2 ** x }",
    "one-number-reduced": "network(x: f32) -> y { y = (x -> sum) + (x -> mean(keep=true)) }",
    "of-no-row-reduced": "network(x: f32[3]) -> y { y = x * (parameter([3, 2]) -> max(axis=1)) }",
    "of-no-row-summed": "network(x: f32[3]) -> y { y = x * (parameter([3, 2]) -> sum) }",
    "of-no-row-number": "network(x: f32[3]) -> y { y = x * (parameter([]) -> sum) }",
    "of-no-row-squeezed": "network(x: f32[3]) -> y { y = x * (parameter([1, 3]) -> squeeze) }",
    "nothing-to-squeeze": "network(x: f32[3]) -> y { y = x -> squeeze -> relu }",
    "kept-whole": "network(x: f32[3, 4]) -> y { y = x - (x -> mean(keep=true)) }",
    "open-size-reduced": "network(x: f32[T, 4]) -> y { y = (x -> max(axis=0)) + (x -> mean) }",
    "open-size-turned": "network(x: f32[T, 4]) -> y { y = (x -> permute(1, 0), x) -> matmul }",
    "deep-product": "network(x: f32[2, 1, 3, 4], z: f32[5, 4, 2]) -> y { y = (x, z) -> matmul }",
    "deep-product-of-no-row": "network(x: f32[3, 4]) -> y {"
    " y = (x, parameter([2, 4, 5])) -> matmul }",
    "one-category": "network(x: i32 in 0..3) -> y { y = x -> embedding(2) }",
    "penalties-of-rows": "network(x: f32[2, 3], z: f32[4]) -> y { y = (x, z) -> l1 }",
    "penalty-of-a-number": "network(x: f32) -> y { y = (x -> l1) + (x -> l2) }",
    "penalty-of-one": "network(x: f32) -> y { y = x + (parameter([2, 2]) -> l2) }",
    "penalty-of-many": "network(x: f32) -> y {"
    " a = parameter([2, 2])\n y = x + ((a, parameter([3]), a) -> l1) }",
    "flat-below": "network(x: f32[3]) -> y { y = x -> leaky_relu(0) }",
    "straight": "network(x: f32[3]) -> y { y = x -> leaky_relu(1) }",
    "one-number-out": "network(x: f32[3]) -> y: f32 { y = x -> dense(1) -> reshape() }",
    "forgetful": "network(x: f32[3]) -> y { y = x -> dropout }",
    "twice-out": "network(x: f32[3]) -> a, b { a = x -> relu\n b = a }",
    "in-and-out": "network(x: f32[3]) -> x, y { y = x -> relu }",
    "input-called-as-a-layer": "network(x: f32[3], parameter_2: f32[3]) -> y {\n"
    " y = x * parameter([3]) + parameter_2 * parameter([3]) }",
}


def examples() -> Iterator[Any]:
    """Every example of the catalogue, and some of what operations do together."""
    for term, operation in known(Operation).items():
        for number, text in enumerate(operation.examples, 1):
            yield pytest.param(text, id=f"{term}-{number}")
    for name, text in MORE.items():
        yield pytest.param(text, id=name)


@pytest.mark.target
@pytest.mark.parametrize("text", [*examples()])
def test_targets_agree(compiled: Compile, text: str) -> None:
    network = compiled(text)

    for rows in (1, 2, 5):
        network.assert_agree(network.inputs(rows, seed=rows))


@pytest.mark.target
@pytest.mark.parametrize("text", [*examples()])
def test_targets_have_the_parameters_that_were_told(compiled: Compile, text: str) -> None:
    network = compiled(text)
    told = {path: p.shape for path, p in network.graph.parameters.items()}
    params, state = jax.eval_shape(network.functions.init, jax.random.key(0))
    stored = {t.name: tuple(t.dims) for t in network.model.graph.initializer if t.name in told}

    assert {k: tuple(v.shape) for k, v in network.module.state_dict().items() if k in told} == told
    assert {path: value.shape for path, value in {**params, **state}.items()} == told
    assert stored == told
    assert sum(p.numel() for p in network.module.parameters()) == sum(
        math.prod(p.shape) for p in network.graph.parameters.values() if p.trainable
    )


@pytest.mark.parametrize("term", [*known(Operation)])
def test_every_example_shows_its_operation(compiled: Compile, term: str) -> None:
    for text in known(Operation)[term].examples:
        assert term in {node.op.term() for node in compiled(text).graph.nodes}, text


FLOATS = st.floats(-20, 20, width=32)
OF_FLOATS = [
    text
    for operation in known(Operation).values()
    for text in operation.examples
    if "f32" in text.split("->", maxsplit=1)[0]
]


@pytest.mark.target
@given(text=st.sampled_from(OF_FLOATS), ends=st.tuples(FLOATS, FLOATS), seed=st.integers(0, 999))
@settings(max_examples=150, deadline=None)
def test_outputs_lie_where_they_were_told_to(
    compiled: Compile, text: str, ends: tuple[float, float], seed: int
) -> None:
    header, arrow, body = text.partition(" -> y ")
    low, high = min(ends), max(ends)
    promised = re.sub(r"(f32\[[^]]*\])(?! in)", rf"\1 in {low!r}..{high!r}", header)
    network = compiled(promised + arrow + body)
    inputs = network.inputs(4, seed)
    for name, value in network.graph.inputs.items():
        if value.type.range != EVERYTHING:
            inputs[name][0], inputs[name][1] = value.type.range.low, value.type.range.high
    (told,) = (value.type.range for value in network.graph.outputs.values())

    (made,) = network.torch(inputs)

    room = 1e-6 * max(1.0, *(float(np.abs(v).max()) for v in (made, *inputs.values())))
    assert told.low - room <= made.min()
    assert made.max() <= told.high + room


@pytest.mark.target
def test_dropout_at_training_lies_where_it_was_told_to(compiled: Compile) -> None:
    network = compiled("network(x: f32[50] in -1..3) -> y { y = x -> dropout(60%) }")
    (told,) = (value.type.range for value in network.graph.outputs.values())
    torch.manual_seed(0)

    made = network.module.train()(torch.from_numpy(network.inputs(20)["x"]))

    assert (told.low, told.high) == (-2.5, 7.5)
    assert told.low <= float(made.min()) < float(made.max()) <= told.high
