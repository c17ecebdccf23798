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
from tests.ops.conftest import graph_of

from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.ir.verify import verify
from tenet.ops.reparametrised import Reparametrised
from tenet.passes.narrow_products import narrow_products
from tenet.passes.pipeline import DEPLOYMENT, INFERENCE, run, run_weighed

Compile = Callable[[str], Any]

MORE = {
    "open-size": "network(x: f32[T, 4]) -> y { y = x -> conv(3) -> relu -> global_avg_pool }",
    "open-size-skipped": "network(x: f32[T, 4]) -> y { y = x -> conv(3, 1, stride=2) -> max }",
    "open-size-flat": "network(x: f32[T, 4]) -> y { y = x -> max_pool(2) -> flatten }",
    "open-size-laid": "network(x: f32[T, 4]) -> y { y = x -> reshape(2 * T, 2) -> layer_norm }",
    "open-size-transposed": "network(x: f32[T, 3]) -> y { y = x -> conv_transpose(2, 3, 2, same) }",
    "open-size-shuffled": "network(x: f32[4, T, 3]) -> y {"
    " y = x -> pixel_shuffle(2) -> channel_shuffle(1) -> global_max_pool }",
    "open-size-cut": "network(x: f32[T, 3]) -> y { y = x -> patches(2) -> pad([[2, 0]]) }",
    "padded-by-one-side": "network(x: f32[6, 3]) -> y { y = x -> conv(2, padding=[[0, 3]], stride=2) }",
    "transposed-to-the-size": "network(x: f32[5, 3]) -> y {"
    " y = x -> conv_transpose(2, 2, dilation=3, padding=same) -> conv_transpose(2, 1, 3, same) }",
    "cut-off-wholly": "network(x: f32[5, 3]) -> y { y = x -> conv_transpose(2, 2, padding=2) }",
    "pooled-far-apart": "network(x: f32[9, 3]) -> y { y = x -> max_pool(3, 1, same, dilation=3) }",
    "pooled-volume-far-apart": "network(x: f32[2, 5, 6, 7]) -> y {"
    " y = x -> max_pool(2, stride=1, dilation=[1, 2, 3]) }",
    "pooled-beyond-half": "network(x: f32[3, 6, 5]) -> y {"
    " y = (x -> max_pool(3, 1, 2)) + (x -> avg_pool(3, 1, 2)) + (x -> l2_pool(3, 1, 2)) }",
    "pooled-beyond-half-and-counted": "network(x: f32[6, 3]) -> y {"
    " y = x -> avg_pool(3, 1, 2, count_padding=true) }",
    "chosen-places": "network(x: f32[2, 14, 26]) -> y { y = x -> resize([2, 3]) -> resize([4, 6]) }",
    "smaller-linearly": "network(x: f32[9, 2]) -> y { y = x -> resize(4, mode=linear) }",
    "integers-padded": "network(x: i64[3, 4]) -> y { y = x -> pad([[2, 1]], value=-3) }",
    "integers-narrow-cut": "network(x: i32[2, 4, 4]) -> y { y = x -> patches(2) -> crop(3) }",
    "integers-in-patches": "network(x: i64[3, 4]) -> y { y = x -> channel_shuffle(2) -> patches(3, 1) }",
    "norms-of-no-row": "network(x: f32[4]) -> y { a = parameter([3, 4])\n"
    " y = x + (a -> layer_norm(affine=false) -> rms_norm(axes=2) -> sum(axis=0)) }",
    "norms-of-a-volume": "network(x: f32[4, 2, 2, 3]) -> y {"
    " y = x -> group_norm(2, affine=false) -> instance_norm(eps=1e-3) -> layer_norm(axes=4) }",
    "one-number": "network(x: f32) -> y { y = x -> flatten -> dense(2) }",
    "one-number-each": "network(x: f32[4], z: f32) -> y { y = x * z - z }",
    "of-no-row": "network(x: f32[4]) -> y { y = x + (parameter([2, 2]) -> flatten -> softmax) }",
    "of-no-row-laid": "network(x: f32[4]) -> y { y = x * (parameter([2, 2]) -> reshape(4)) }",
    "of-no-row-dense": "network(x: f32[2]) -> y { y = x + (parameter([3]) -> dense(2)) }",
    "of-no-row-axis": "network(x: f32[2]) -> y { y = x * (parameter([3, 2]) -> softmax(axis=0)) }",
    "of-no-row-joined": "network(x: f32[4]) -> y { a = parameter([2])\n y = x + ((a, a) -> concat) }",
    "joined-with-no-row": "network(x: f32[T, 4], z: f32[3, 4]) -> y {"
    " y = (parameter([1, 4]), z, x) -> concat(axis=0) }",
    "integers": "network(x: i64[2, 3] in -9..9, z: i64[3] in 1..5) -> y {"
    " y = (x + z * z) -> flatten }",
    "integers-signed": "network(x: i64[6], z: i64[6] in 1..5) -> y { y = (-x, z) -> mod -> abs }",
    "integers-narrow": "network(x: i32[2, 3]) -> y { y = x -> sum(axis=0) }",
    "integers-largest": "network(x: i64[2, 3] in -9..9) -> y { y = (x -> max(axis=1)) - (x -> min) }",
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
    "signs": "network(a: f32[3, 4], b: f32[4]) -> y { y = where(a <= b, a // 0.75, 2 // b) }",
    "signs-of-integers": "network(a: i64[3, 4] in -9..9, b: i64[4] in 1..5) -> y { y = a // b - a // -3 }",
    "comparisons-in-rows": "network(a: f32[2, 3, 4], b: f32[3]) -> y {"
    " y = (a > (b -> reshape(3, 1))) != (a >= parameter([4])) }",
    "comparison-of-no-row": "network(x: f32[3]) -> y { y = where(parameter([3]) > 0.1, x, -x) }",
    "choice-of-integers": "network(a: i64[3], b: bool[3]) -> y { y = where(b, a, 0) }",
    "choice-of-truth": "network(a: bool[2, 3], b: bool[3]) -> y { y = where(a, b, a == b) }",
    "choice-of-scalars": "network(a: f32, b: f32[3]) -> y { y = where(a > 0, b, a) }",
    "integers-in-bounds": "network(x: i64[6]) -> y { y = x -> clip(-2, 3) -> square }",
    "integers-of-signs": "network(x: i32[6]) -> y { y = (x -> sign) + (x -> clip(high=3)) }",
    "integers-extreme": "network(x: i64[3] in -9..9, z: i64[2, 3] in -9..9) -> y {"
    " y = maximum(x, z) - minimum(z, 4) + maximum(-3, x) }",
    "extremes-of-no-row": "network(x: f32[3]) -> y { y = (x, parameter([3])) -> maximum }",
    "truth-cast": "network(x: bool[6]) -> y: i64[6] in 0..1 { y = x -> cast(i64) }",
    "cast-to-index": "network(x: f32[3] in 0..3.9) -> y { y = x -> cast(i64) -> embedding(2) }",
    "slope-of-no-row": "network(x: f32[3]) -> y { y = x + (parameter([3]) -> prelu) }",
    "slopes-of-a-volume": "network(x: f32[3, 2, 4, 2]) -> y { y = x -> prelu(per=channel) }",
    "slopes-over-time": "network(x: f32[T, 3]) -> y { y = x -> prelu(per=channel) }",
    "gate-of-no-row": "network(x: f32[3]) -> y { y = x * (parameter([6]) -> swiglu) }",
    "gate-of-a-volume": "network(x: f32[4, 2, 2, 3]) -> y { y = x -> geglu }",
    "sparse-of-no-row": "network(x: f32[3]) -> y { y = x * (parameter([3]) -> sparsemax) }",
    "sparse-of-one": "network(x: f32[1]) -> y { y = x -> sparsemax }",
    "sparse-of-many": "network(x: f32[2, 40, 3]) -> y { y = 100 * x -> sparsemax(axis=-2) }",
    "twice-out": "network(x: f32[3]) -> a, b { a = x -> relu\n b = a }",
    "in-and-out": "network(x: f32[3]) -> x, y { y = x -> relu }",
    "split-open": "network(x: f32[T, 4]) -> a, b { a, b = x -> split }",
    "split-into-one": "network(x: f32[4]) -> y { y = x -> split(1) -> relu }",
    "split-of-parts": "network(x: f32[5, 4]) -> y {"
    " a, b = x -> reshape(10, 2) -> split(2, axis=0)\n y = a * b }",
    "split-of-open-parts": "network(x: f32[T]) -> y { n = arange(2 * T)\n"
    " a, b = n -> cast(f32) -> split(2)\n y = x + a * b }",
    "order-of-open-places": "network(x: f32[T]) -> y { n = arange(T)\n"
    " y = x + (n -> sort(descending=true) -> cast(f32)) + (n -> flip(0) -> roll(2) -> cast(f32)) }",
    "variance-of-open-places": "network(x: f32[T]) -> y {"
    " y = x * (arange(T) -> cast(f32) -> std(unbiased=true)) }",
    "top-k-of-both": "network(x: f32[2, 5]) -> a, b { a, b = x -> top_k(2) }",
    "sorted-places": "network(x: f32[5, 2]) -> y { _, y = x -> top_k(3, axis=0) }",
    "stack-of-no-row": "network(x: f32[4]) -> y { a = parameter([4])\n y = x + ((a, a) -> stack) }",
    "rearranged-of-no-row": "network(x: f32[2, 6]) -> y {"
    " y = x + (parameter([3, 2]) -> transpose(0, 1) -> flip(1) -> roll(1) -> tile([1, 2])) }",
    "cut-of-no-row": "network(x: f32[3]) -> y {"
    " a, b = parameter([2, 6]) -> shift_right -> last -> split(2)\n y = x * a + b }",
    "ordered-of-no-row": "network(x: f32[3]) -> y {"
    " y = x * (parameter([2, 3]) -> sort(axis=0) -> last) + (parameter([3]) -> cumsum) }",
    "reduced-of-no-row": "network(x: f32[3]) -> y { a = parameter([2, 3])\n"
    " y = x * (a -> norm(axis=0)) + (a -> std(axis=0)) + (a -> logsumexp) - (a -> prod(axis=0)) }",
    "expanded-number": "network(x: f32) -> y { y = x -> expand(2, 3) }",
    "expanded-number-of-no-row": "network(x: f32[3]) -> y { y = x + (parameter([]) -> expand(3)) }",
    "kept-open": "network(x: f32[T, 4]) -> y { y = x - (x -> variance(axis=0, keep=true)) }",
    "integers-multiplied": "network(x: i32[2, 3] in -2..2) -> y { y = x -> prod }",
    "integers-cumulated": "network(x: i32[2, 3]) -> y { y = x -> cumsum }",
    "integers-cut": "network(x: i32[3, 3]) -> y { y = x -> lower_triangle -> sort(axis=0) }",
    "integers-shifted": "network(x: i32[3]) -> y { y = x -> shift_right(4) -> flip(0) }",
    "truths-moved": "network(x: bool[3, 2]) -> y { y = x -> roll(1, axis=0) -> flip(1) }",
    "truth-alone": "network(x: bool) -> y { y = x -> any -> all }",
    "gathered-elsewhere": "network(index: i64[4] in 0..2) -> y {"
    " y = (parameter([5, 3]), index) -> gather(axis=1) }",
    "gathered-one-of-no-row": "network(x: f32[3]) -> y {"
    " y = x * ((parameter([5, 3]), arange(2)) -> gather -> last) }",
    "gathered-for-each": "network(x: f32[5, 2, 3], index: i32[2] in 0..4) -> y {"
    " y = (x, index) -> gather }",
    "directions-of-no-row": "network(x: f32[2, 3]) -> y { a = parameter([2, 3])\n"
    " y = ((a, x) -> cosine_similarity) + (a -> normalize -> sum) + ((a, x) -> dot) }",
    "distances-of-no-row": "network(x: f32[3, 2]) -> y { a = parameter([4, 2])\n"
    " y = ((a, x) -> cdist) * ((a, a -> tile([2, 1])) -> cdist -> sum) }",
    "einsum-of-no-row": "network(x: f32[3]) -> y {"
    ' y = (parameter([3, 2]), x, parameter([2])) -> einsum("ij,i,j->j") }',
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
    stored = {t.name: math.prod(t.dims) for t in network.model.graph.initializer}

    assert {k: tuple(v.shape) for k, v in network.module.state_dict().items() if k in told} == told
    assert {path: value.shape for path, value in {**params, **state}.items()} == told
    deployed, _ = run_weighed(DEPLOYMENT, run(INFERENCE, network.graph), network.weights)
    for node in deployed.nodes:
        # Some are packed for ONNX, such as all gates of both directions, and some are computed.
        inside = [size for name, size in stored.items() if name.startswith(f"{node.layer}.")]
        apart = {p.path: math.prod(p.shape) for p in node.parameters}
        one_by_one = {path: stored.get(path) for path in apart} == apart
        computed = isinstance(node.op, Reparametrised)
        assert one_by_one or sum(inside) == sum(apart.values()) or computed
    assert sum(p.numel() for p in network.module.parameters()) == sum(
        math.prod(p.shape) for p in network.graph.parameters.values() if p.trainable
    )


@pytest.mark.parametrize("term", [*known(Operation)])
def test_every_example_shows_its_operation(compiled: Compile, term: str) -> None:
    operation = known(Operation)[term]
    if operation.meant is not Operation.meant:
        return  # it is a way to write another one
    for text in operation.examples:
        graph = graph_of(text, strictly=True)
        # Passes put others in its place, and so does training in half precision.
        graphs = (graph, compiled(text).graph, verify(narrow_products(graph, "bf16")))
        assert term in {node.op.term() for graph in graphs for node in graph.nodes}, text


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
    header, arrow, body = text.partition(" -> ")
    low, high = min(ends), max(ends)
    promised = re.sub(r"(f32\[[^]]*\])(?! in)", rf"\1 in {low!r}..{high!r}", header)
    network = compiled(promised + arrow + body)
    inputs = network.inputs(4, seed)
    for name, value in network.graph.inputs.items():
        ends = value.type.range.low, value.type.range.high
        if all(map(math.isfinite, ends)):
            inputs[name][0], inputs[name][1] = ends

    given = max(1.0, *(float(np.abs(v).max()) for v in inputs.values()))
    for value, made in zip(network.graph.outputs.values(), network.torch(inputs), strict=True):
        told = value.type.range
        room = 1e-6 * max(given, float(np.abs(made).max()))
        elements = network.elements(value, made, inputs)
        assert told.low - room <= elements.min()
        assert elements.max() <= told.high + room


@pytest.mark.target
def test_dropout_at_training_lies_where_it_was_told_to(compiled: Compile) -> None:
    network = compiled("network(x: f32[50] in -1..3) -> y { y = x -> dropout(60%) }")
    (told,) = (value.type.range for value in network.graph.outputs.values())
    torch.manual_seed(0)

    made = network.module.train()(torch.from_numpy(network.inputs(20)["x"]))

    assert (told.low, told.high) == (-2.5, 7.5)
    assert told.low <= float(made.min()) < float(made.max()) <= told.high
