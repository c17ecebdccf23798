"""Products in half precision are products of rounded numbers, on both backends, and nothing else is rounded."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import ml_dtypes
import numpy as np
import pytest
import torch
from tests.ops.conftest import Array, Arrays, Compiled, graph_of
from tests.passes.conftest import terms

from tenet.backends.program import exact_graphs_of
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph
from tenet.ops.cast import DIGITS, CastFloat
from tenet.passes.narrow_products import narrow_products
from tenet.passes.pipeline import run, within
from tenet.policy.precision import HALVES, Half
from tenet.source import Source
from tenet.types.tensor import DType, Interval, f32

ELEMENTS: dict[Half, Any] = {"f16": np.float16, "bf16": ml_dtypes.bfloat16}
PRODUCTS = {
    "dense": "network(x: f32[6]) -> y { y = x -> dense(4) }",
    "tied": "network(x: f32[6]) -> y { shared d = dense(6)\n h = x -> d\n y = h -> dense(6, weight=d.weight) }",
    "conv": "network(x: f32[4, 5, 4]) -> y { y = x -> conv(6, [3, 2], stride=2, groups=2) }",
    "conv-causal": "network(x: f32[7, 3]) -> y { y = x -> conv(4, 3, padding=causal) }",
    "depthwise": "network(x: f32[3, 5, 5]) -> y { y = x -> depthwise_conv(3, bias=false) }",
    "conv-transpose": "network(x: f32[3, 4, 5]) -> y { y = x -> conv_transpose(4, 3, stride=2) }",
    "bilinear": "network(a: f32[3], b: f32[4]) -> y { y = (a, b) -> bilinear(5) }",
    "matmul": "network(a: f32[3, 4]) -> y { y = (a, parameter([4, 2])) -> matmul }",
    "einsum": 'network(a: f32[3, 4], b: f32[4]) -> y { y = (a, b) -> einsum("ij,j->i") }',
    "attention": "network(x: f32[5, 8], m: bool[5]) -> y {\n h = x -> dense(8)\n y = (h, x, h) -> attention(heads=2, mask=m, causal=true) }",
    "attention-biased": "network(x: f32[4, 6], b: f32[2, 4, 4]) -> y { y = (x, x, x) -> attention(heads=2, bias=b) }",
    "lstm": "network(x: f32[5, 3]) -> y, h, c { y, h, c = x -> lstm(4, bidirectional=true) }",
    "gru": "network(x: f32[T, 3], n: i64 in 1..7) -> y { y = x -> gru(4, lengths=n) }",
    "rnn": "network(x: f32[5, 3], h: f32[4]) -> y { y = x -> rnn(4, initial=h) }",
    "in-a-block": """block pair(x) { return x -> layer_norm -> dense(4) -> relu -> dense(4) }
network(x: f32[4]) -> y { y = x -> pair -> pair }""",
    "in-a-loop": """block cell(x, h) { return x + h -> dense(3) -> tanh }
network(x: f32[5, 3], h: f32[3]) -> y { s, _ = x -> scan(cell, initial=h)
 y = s -> dense(2) }""",
}
"""Networks whose outputs are products."""


def narrowed(graph: Graph, to: Half) -> Graph:
    """The graph after the pass, in the bodies of loops too."""
    return run((within(partial(narrow_products, to=to)),), graph)


def halved(text: str, to: Half) -> tuple[Compiled, Compiled]:
    """The network of a text as it is, and after the pass, with one set of weights."""
    exact, half = (Compiled(graph_of(text, strictly=False)) for _ in range(2))
    half.graph = narrowed(half.graph, to)
    return exact, half


def gradients(network: Compiled, inputs: Arrays) -> tuple[Arrays, Arrays]:
    """Those of the sum of the first output by what is learned, in PyTorch and in JAX."""
    module = network.module
    made = module(*(torch.from_numpy(v.copy()) for v in inputs.values()))
    (made[0] if isinstance(made, tuple) else made).sum().backward()
    params, state = network.parts({k: jax.numpy.array(v) for k, v in network.weights.items()})
    given = [v.astype(np.int32) if v.dtype == np.int64 else v for v in inputs.values()]

    def total(held: dict[str, Any]) -> Any:
        outputs = network.functions.forward(held, state, *given)[0]
        return (outputs[0] if isinstance(outputs, tuple) else outputs).sum()

    found = {p: t.grad.numpy() for p, t in module.named_parameters() if t.grad is not None}
    return found, {p: np.asarray(v) for p, v in jax.jit(jax.grad(total))(params).items()}


def assert_near(ours: Array, theirs: Array, to: Half, roundings: int) -> None:
    """Effect: fails unless numbers are so many roundings of the largest of them apart, or fewer."""
    largest = max(1.0, float(np.abs(theirs).max(initial=0)))
    room = roundings * largest * 2.0 ** -DIGITS[DType(to)]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=room)


@pytest.mark.target
@pytest.mark.parametrize("text", PRODUCTS.values(), ids=PRODUCTS)
@pytest.mark.parametrize("to", HALVES)
def test_backends_round_alike(text: str, to: Half) -> None:
    exact, half = halved(text, to)
    inputs = exact.inputs(3)

    wide, torch_s, jax_s = exact.torch(inputs), half.torch(inputs), half.jax(inputs)
    for expected, ours, theirs in zip(wide, torch_s, jax_s, strict=True):
        for made in (ours, theirs):
            assert made.dtype == np.float32
            np.testing.assert_array_equal(made, made.astype(ELEMENTS[to]).astype(np.float32))
            assert_near(made, expected, to, 12)
        assert not np.array_equal(ours, expected)
        assert_near(ours, theirs, to, 6)


@pytest.mark.target
@pytest.mark.parametrize("which", ["tied", "conv", "attention", "lstm", "in-a-loop"])
def test_gradients_reach_weights_in_f32(which: str) -> None:
    exact, half = halved(PRODUCTS[which], "bf16")
    inputs = exact.inputs(3)
    ours, theirs = gradients(half, inputs)

    expected, _ = gradients(exact, inputs)
    assert ours.keys() == theirs.keys() == expected.keys()
    for path, gradient in expected.items():
        for made in (ours[path], theirs[path]):
            assert made.dtype == np.float32
            assert_near(made, gradient, "bf16", 24)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "network(x: f32[6]) -> y { y = x -> dense(4) -> layer_norm -> relu -> dense(3) -> softmax }",
            "CAST dense BACK layer_norm relu CAST dense BACK softmax",
        ),
        (
            "network(x: f32[4, 6]) -> y { y = (x, x -> permute(1, 0)) -> matmul -> sum }",
            "permute CAST CAST matmul BACK sum",
        ),
        ("network(x: f32[4, 6]) -> y { y = (x, x, x) -> attention }", "CAST attention BACK"),
        (
            "network(n: i64[3] in 0..9) -> y { y = n -> embedding(4) -> mean(axis=0) }",
            "embedding mean",
        ),
        ('network(x: f32[3, 4]) -> y { y = x -> einsum("ij->i") }', "einsum"),
    ],
)
def test_what_is_cast(text: str, expected: str) -> None:
    graph = narrowed(graph_of(text, strictly=False), "f16")
    made = " ".join(
        {"f16": "CAST", "f32": "BACK"}[node.op.to] if isinstance(node.op, CastFloat) else term
        for node, term in zip(
            (node for node in graph.nodes if node.op.term() not in {"input", "constant"}),
            terms(graph),
            strict=True,
        )
    )

    assert made == expected


SPEC = """data {
    source = csv("rows.csv")
    x = columns(["a", "b", "c", "d"]) -> standardize
    t = columns(["e", "f"]) -> standardize
    split = random
}
network(x: f32[4]) -> y: f32[2] { y = x -> dense(2) }
train {
    loss = mse(y, t) + 0.01 * ((y -> reshape(1, 2), y -> reshape(2, 1)) -> matmul -> squeeze -> mean)
    optimizer = sgd(0.1)
    epochs = 1
    precision = bf16
}
"""


def test_a_loss_is_not_rounded_nor_what_is_judged() -> None:
    experiment = elaborate(Source("spec.tenet", SPEC)).sound()
    exact = exact_graphs_of(experiment)
    graphs = exact.narrowed("bf16")

    assert graphs.network == exact.network == graphs.judged
    assert graphs.judgement == exact.objective
    assert graphs.training is not None
    assert graphs.objective is not None
    assert terms(graphs.training) == ["cast_float", "dense", "cast_float"]
    assert terms(graphs.objective).count("cast_float") == 2
    assert exact.narrowed("f32") == exact.narrowed("tf32") == exact


@pytest.mark.parametrize(
    ("to", "low", "high", "expected"),
    [
        ("f16", 0, 1, Interval(0, 1 + 2**-11)),
        ("f16", -2, 65504, Interval(-2 - 2**-10)),
        ("f16", 0, 65000, Interval(0, 65000 * (1 + 2**-11))),
        ("bf16", 0, 1e6, Interval(0, 1e6 * (1 + 2**-8))),
    ],
)
def test_a_rounded_range_holds_what_is_rounded(
    to: Half, low: float, high: float, expected: Interval
) -> None:
    kind = f32(3, range=Interval(low, high))

    assert CastFloat(to=to).range_of(kind) == expected
    back = CastFloat(to=to).result(kind)
    assert CastFloat(to="f32").range_of(back) == back.range


def test_a_range_beyond_the_type_is_infinite() -> None:
    assert CastFloat(to="f16").range_of(f32(range=Interval(0, 1e6))) == Interval(0)
