"""Images between convolutions are held with channels last in JAX, and everything computes the same."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from tests.ops.conftest import Compiled, graph_of

from tenet.backends.jax.emit import emit_module
from tenet.backends.program import Graphs
from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.ops.elementwise import Function
from tenet.passes.pipeline import SOURCE, run

pytestmark = pytest.mark.target

BETWEEN = [
    "h -> conv(6, [3, 2], stride=2, groups=2)",
    "h -> conv(6, 3, dilation=2, bias=false)",
    "h -> depthwise_conv(3)",
    "h -> conv_transpose(3, 3, stride=2)",
    "h -> batch_norm -> relu",
    "h -> group_norm(2)",
    "h -> instance_norm",
    "h -> local_response_norm(3)",
    "h -> max_pool(2)",
    "h -> max_pool([3, 2], 1, same)",
    "h -> max_pool(2, stride=1, dilation=[1, 2])",
    "h -> avg_pool(3, 2, same)",
    "h -> avg_pool(3, 1, 1, count_padding=true)",
    "h -> l2_pool(2)",
    "h -> adaptive_avg_pool([2, 3])",
    "h -> adaptive_max_pool(2)",
    "h -> resize(2)",
    "h -> resize([2, 1], mode=linear)",
    "h -> pad([[1, 2], [0, 3]], value=2)",
    "h -> pad(2, mode=reflect)",
    "h -> crop([4, 2], offset=[1, 3])",
    "h -> prelu(per=channel) -> prelu",
    "h -> dropout(20%) -> spatial_dropout -> drop_path(10%) -> alpha_dropout(5%)",
    "h -> normalize(axis=0) -> normalize(axis=-1) -> normalize",
    "h -> glu",
    "h -> swiglu(axis=1)",
    "h * (h -> global_avg_pool -> sum) * (h -> global_max_pool -> max)",
    "(h, h -> relu) -> concat",
    "(h, h) -> concat(axis=1)",
    "where(h > 0, 2 * h, h / 3)",
    "(h > 0.5 -> cast(f32)) - s * h",
    "maximum(h, 0.1) ** 2 + minimum(mod(h, 3), s) + h // 0.7",
    "where((h < s) != (h <= 1), where(h == 2, h, s), where(h >= 0, h, 3))",
    "(h -> geglu) + (h -> reglu)",
    "(h -> max(axis=0)) + (h -> sum(axis=0)) -> reshape(1, 6, 6)",
]
"""What becomes of an image h of four channels between two convolutions; s is a number for each row."""
FIRST = {"reshape"}
"""What lays numbers out by itself, and so has channels first."""


def text(between: str, shape: str = "4, 6, 6") -> str:
    return (
        f"network(x: f32[{shape}], s: f32) -> y {{ h = s * x -> conv(4, 1)\n"
        f" z = {between}\n y = z -> conv(3, 1) }}"
    )


def agrees(network: Compiled) -> None:
    inputs = network.inputs(3)
    for ours, theirs in zip(network.jax(inputs), network.torch(inputs), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=2e-5)


@pytest.mark.parametrize("between", BETWEEN)
def test_between_convolutions(between: str) -> None:
    network = Compiled(graph_of(text(between), strictly=False))
    source = emit_module(Graphs(network.graph))
    terms = {node.op.term() for node in network.graph.nodes}
    assert (source.count(".transpose(") == 2) == terms.isdisjoint(FIRST), source
    agrees(network)


VOLUME = """
block part(x; channels) {
    a = x -> batch_norm -> relu -> conv(channels, 3)
    return a, x
}

network(x: f32[2, 4, 5, 3], z: f32[4, 5, 3]) -> y, v {
    a, b = x -> conv(2) -> part(2)
    c, d = (a + b) * (parameter([2, 4, 5, 3])) -> part(2)
    p, q = c + d -> split
    v = p * q -> max_pool([2, 1, 3])
    y = (v -> global_max_pool) + (z -> resize(2) -> global_avg_pool -> dense(2))
}
"""


def test_every_operation_that_finds_channels_is_between() -> None:
    texts = [*map(text, BETWEEN), VOLUME]
    graphs = [run(SOURCE, graph_of(each, strictly=False)) for each in texts]
    seen = {type(node.op) for graph in graphs for node in graph.nodes}
    wanted = {
        op
        for op in known(Operation).values()
        if op.finds_channels and op.spoken and not issubclass(op, Function)
    }
    assert sorted(op.term() for op in wanted - seen) == []


def test_a_volume_through_blocks() -> None:
    network = Compiled(graph_of(VOLUME, strictly=False))
    source = emit_module(Graphs(network.graph))
    assert source.count("\ndef part") == 1, source
    agrees(network)


def test_a_channel_is_forgotten_as_a_whole() -> None:
    network = Compiled(graph_of(text("h -> spatial_dropout(50%)"), strictly=False))
    assert "together=(1, 2)" in emit_module(Graphs(network.graph))
    inputs = [jax.numpy.ones((5, 6, 6, 4))]
    kept = network.functions.dropout(*inputs, 0.5, jax.random.key(0), True, "a", together=(1, 2))
    assert {tuple(np.unique(row)) for row in np.moveaxis(kept, 3, 1).reshape(20, 36)} == {
        (0.0,),
        (2.0,),
    }


def test_without_convolutions_nothing_moves() -> None:
    example = "network(x: f32[2, 4, 4]) -> y { y = x -> batch_norm -> relu -> max_pool(2) }"
    source = emit_module(Graphs(run(SOURCE, graph_of(example, strictly=False))))
    assert ".transpose(" not in source
