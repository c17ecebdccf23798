"""A folded batch norm gives the same numbers, and one that cannot be folded stays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.passes.conftest import assert_keeps_meaning, compiled, inference, terms
from tests.passes.networks import networks

from tenet.ir.verify import verify
from tenet.passes.fold_batch_norm import fold_batch_norm

pytestmark = pytest.mark.target

FOLDED = {
    "conv": "(x: f32[3, 6, 5]) -> y { y = x -> conv(4) -> batch_norm -> relu }",
    "conv-without-bias": "(x: f32[3, 6, 5]) -> y { y = x -> conv(4, bias=false) -> batch_norm }",
    "conv-in-groups": "(x: f32[4, 6, 5]) -> y { y = x -> conv(6, groups=2) -> batch_norm }",
    "conv-of-a-volume": "(x: f32[2, 3, 4, 5]) -> y { y = x -> conv(3, 2) -> batch_norm(eps=1e-2) }",
    "conv-of-a-sequence": "(x: f32[T, 3]) -> y { y = x -> conv(4, 3) -> batch_norm }",
    "without-scale": "(x: f32[3, 6, 5]) -> y { y = x -> conv(4) -> batch_norm(affine=false) }",
    "depthwise": "(x: f32[3, 6, 5]) -> y { y = x -> depthwise_conv(multiplier=2) -> batch_norm }",
    "transposed": "(x: f32[4, 3, 3]) -> y { y = x -> conv_transpose(6, 2, 2) -> batch_norm }",
    "transposed-in-groups": "(x: f32[6, 3, 3]) -> y {"
    " y = x -> conv_transpose(4, groups=2, bias=false) -> batch_norm }",
    "transposed-sequence": "(x: f32[T, 4]) -> y { y = x -> conv_transpose(6, 3) -> batch_norm }",
    "dense": "(x: f32[5]) -> y { y = x -> dense(4) -> batch_norm -> tanh }",
    "dense-on-places": "(x: f32[6, 5]) -> y { y = x -> dense(4, bias=false) -> batch_norm }",
    "behind-nothing": "(x: f32[3, 4, 4]) -> y { y = x -> conv(2) -> reshape(2, 4, 4) -> batch_norm }",
    "behind-dropout": "(x: f32[5]) -> y { y = x -> dense(4) -> dropout(50%) -> batch_norm }",
    "twice": "(x: f32[5]) -> y { y = x -> dense(4) -> batch_norm -> batch_norm }",
    "one-after-another": "(x: f32[3, 4, 4]) -> y {"
    " y = x -> conv(2) -> batch_norm -> conv(3) -> batch_norm -> flatten -> dense(2) -> batch_norm }",
    "shared-norm": "(x: f32[5], z: f32[5]) -> a, b { shared n = batch_norm\n"
    " a = x -> dense(4) -> n\n b = z -> dense(4) -> n }",
}
KEPT = {
    "alone": "(x: f32[3, 4, 4]) -> y { y = x -> batch_norm -> conv(2) }",
    "behind-relu": "(x: f32[5]) -> y { y = x -> dense(4) -> relu -> batch_norm }",
    "read-twice": "(x: f32[5]) -> y { a = x -> dense(4)\n y = a + (a -> batch_norm) }",
    "given-out": "(x: f32[5]) -> a, y { a = x -> dense(4)\n y = a -> batch_norm }",
    "shared-layer": "(x: f32[5], z: f32[5]) -> a, b { shared d = dense(4)\n"
    " a = x -> d -> batch_norm\n b = z -> d }",
    "tied-layer": "(x: f32[5]) -> y { shared d = dense(4, bias=false)\n"
    " y = (x -> d -> batch_norm -> unsqueeze(0), d.weight) -> matmul }",
    "given-weight": "(x: f32[5], z: i64[3] in 0..3) -> y { shared t = embedding(5)\n"
    " b = z -> t -> sum\n a = x -> dense(4, weight=t.weight) -> batch_norm\n y = b + (a -> sum) }",
    "other-axis": "(x: f32[2, 3, 5]) -> y { y = x -> dense(4) -> batch_norm }",
}


@pytest.mark.parametrize("text", FOLDED.values(), ids=FOLDED)
def test_it_is_folded(text: str) -> None:
    after = assert_keeps_meaning(f"network{text}", fold_batch_norm)

    verify(after)
    assert "batch_norm" not in terms(after)


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_it_stays(text: str) -> None:
    after = assert_keeps_meaning(f"network{text}", fold_batch_norm)

    assert "batch_norm" in terms(after)


@given(text=networks(8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_network_means_the_same(text: str) -> None:
    # Rounding may grow in what follows, such as a norm of what is nearly the same everywhere.
    verify(assert_keeps_meaning(text, fold_batch_norm, room=1e-3))


@given(eps=st.sampled_from([1e-12, 1e-5, 1.0]), low=st.sampled_from([1e-9, 1e-3, 1e6]))
@settings(max_examples=9, deadline=None)
def test_extreme_variances_are_folded_in_double_precision(eps: float, low: float) -> None:
    network = compiled(f"network(x: f32[5]) -> y {{ y = x -> dense(4) -> batch_norm(eps={eps}) }}")
    weights = network.weights | {"batch_norm.running_var": np.full(4, low, np.float32)}
    _, made = fold_batch_norm(inference(network), weights)
    scale = weights["batch_norm.weight"] / np.sqrt(np.float64(np.float32(low)) + eps)

    wanted = weights["dense.weight"].astype(np.float64) * scale[:, None]
    np.testing.assert_allclose(made["dense.weight"], wanted, rtol=2e-7)
    assert set(made) == {"dense.weight", "dense.bias"}
    assert {value.dtype for value in made.values()} == {np.dtype(np.float32)}


def test_given_weights_stay_as_they_are() -> None:
    network = compiled("network(x: f32[5]) -> y { y = x -> dense(4) -> batch_norm }")
    before = {path: value.copy() for path, value in network.weights.items()}

    fold_batch_norm(inference(network), network.weights)

    assert all(np.array_equal(network.weights[path], value) for path, value in before.items())
