"""A row means what it means alone: padding changes nothing, on any backend (law 8)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.ops.conftest import SIZES, Compiled, graph_of, own

from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.types.dim import Dim
from tenet.types.tensor import TensorType

MORE = {
    "encoder": "network(x: f32[T, 6]) -> y {\n"
    " x = x + (x -> self_attention(2)) -> layer_norm\n"
    " y = x + (x -> dense(9) -> gelu -> dense(6)) -> mean(axis=0) -> dense(2) }",
    "text-cnn": "network(x: i64[T] in 0..9) -> y {\n"
    " e = x -> embedding(4)\n"
    " y = (e -> conv(3) -> max(axis=0), e -> conv(3, 2) -> relu -> mean(axis=0)) -> concat }",
    "strides": "network(x: f32[T, 3]) -> y, z {\n"
    " y = x -> conv(4, 4, stride=2) -> relu -> conv(4, 3, stride=3)\n"
    " z = y -> gru(3) -> last }",
    "strides-of-pools": "network(x: f32[T, 3]) -> y { y = x -> max_pool(3, stride=2, padding=same) }",
    "tagger": "network(x: f32[T, 3]) -> y, z {\n"
    " y, z, _ = x -> lstm(4, layers=2, bidirectional=true) }",
    "ends": "network(x: f32[T, 3]) -> y, z { y = x[-1]\n z = x[..-2] -> sum(axis=0) }",
    "two-lengths": "network(x: f32[S, 4], z: f32[T, 4]) -> y {\n"
    " y = x -> cross_attention(z, heads=2) }",
    "by-hand": "network(q: f32[S, 4], k: f32[T, 4]) -> y {\n"
    " w = (q, k -> permute(1, 0)) -> matmul -> softmax\n"
    " y = (w, k) -> matmul }",
    "in-a-block": "block pooled(x) { return x -> max(axis=0) }\n"
    "network(x: f32[T, 4]) -> y { y = (x -> pooled) + (x -> dense(4) -> pooled) }",
    "images": "network(x: f32[2, T, 5]) -> y { y = x -> conv(3) -> relu -> global_avg_pool }",
    "flat": "network(x: f32[T, 4]) -> y { y = x -> flatten -> max }",
    "joined": "network(x: f32[T, 4], z: f32[3, 4]) -> y {\n"
    " y = (parameter([2, 4]), z, x) -> concat(axis=0) -> max(axis=0) }",
    "masked": "network(x: f32[T, 4]) -> y {\n"
    " y = (x, x, x) -> attention(mask=x.mask) -> sum(axis=0) }",
}
OPEN = MORE | {
    f"{term}-{number}": text
    for term, operation in known(Operation).items()
    for number, text in enumerate(operation.examples, 1)
    if "T" in text.partition("->")[0] and "lengths" not in text
}
ROWS = 4
LEAST = {"top_k-3": 4, "gather-3": 7}
"""How short a row may be; one is the least."""


def cut(array: Any, kind: TensorType, row: int, sizes: dict[str, Dim]) -> Any:
    """One row, without padding, as a batch of its own."""
    return array[own(kind, row, sizes)] if kind.batched else array


@pytest.mark.target
@pytest.mark.parametrize("name", OPEN)
def test_a_padded_batch_is_its_rows_one_by_one(name: str) -> None:
    leave_padding_out(OPEN[name], LEAST.get(name, 1))


def leave_padding_out(text: str, least: int = 1) -> None:
    """Effect: fails unless each row of a padded batch is what it is alone."""
    network = Compiled(graph_of(text, strictly=True))
    inputs = network.inputs(ROWS, seed=1)
    random = np.random.default_rng(2)
    lengths = {
        size: np.maximum(random.permutation(most)[:ROWS] + 1, least) for size, most in SIZES.items()
    }
    for size, of_rows in lengths.items():
        of_rows[0] = SIZES[size]
        if size in inputs:
            inputs[size] = of_rows
    targets = {"torch": network.torch, "jax": network.jax, "runtime": network.runtime}
    together = {target: run(inputs) for target, run in targets.items()}
    for row in range(ROWS):
        sizes: dict[str, Dim] = {size: int(of_rows[row]) for size, of_rows in lengths.items()}
        alone = {
            field: cut(array, network.graph.inputs[field].type, row, sizes)
            for field, array in inputs.items()
        }
        for target, run in targets.items():
            made = zip(network.graph.outputs.values(), run(alone), together[target], strict=True)
            for value, one, all_ in made:
                expected = cut(all_, value.type, row, sizes)
                scale = max(1.0, float(np.abs(one).max(initial=0)))
                np.testing.assert_allclose(
                    one, expected, rtol=0, atol=1e-5 * scale, err_msg=f"{target}, row {row}"
                )
