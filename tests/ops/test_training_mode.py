"""What differs while training: batch statistics, and what dropout forgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
import torch

Compile = Callable[[str], Any]

NORMS = {
    "vectors": "network(x: f32[6]) -> y { y = x -> batch_norm }",
    "sequences": "network(x: f32[5, 3]) -> y { y = x -> batch_norm(momentum=0.2, eps=1e-3) }",
    "images": "network(x: f32[3, 4, 4]) -> y { y = x -> batch_norm -> relu }",
    "volumes": "network(x: f32[2, 3, 4, 2]) -> y { y = x -> batch_norm(momentum=0.5) }",
    "spectral": "network(x: f32[4]) -> y { y = x -> spectral_norm(dense(3)) -> relu }",
    "spectral-kernels": "network(x: f32[2, 5, 5]) -> y { y = x -> spectral_norm(conv(3)) }",
    "two": "network(x: f32[4]) -> y { y = x -> batch_norm -> dense(3) -> batch_norm(0.3) }",
}


@pytest.mark.target
@pytest.mark.parametrize("text", NORMS.values(), ids=NORMS)
def test_batch_norm_normalises_and_follows_alike(compiled: Compile, text: str) -> None:
    train_alike(compiled(text))


def train_alike(network: Any, rounding: float = 1e-5) -> None:
    """Effect: fails unless both backends give the same in training, and follow the same statistics."""
    module = network.module.train()
    params, state = network.parts({k: jax.numpy.array(v) for k, v in network.weights.items()})
    for seed in range(3):
        inputs = network.inputs(5, seed)
        ours = module(*map(torch.from_numpy, inputs.values())).detach().numpy()
        theirs, state = network.functions.forward(params, state, *inputs.values(), training=True)

        np.testing.assert_allclose(ours, np.asarray(theirs), rtol=0, atol=rounding)

    running = {path: module.state_dict()[path].numpy() for path in state}
    for path, value in running.items():
        given = np.asarray(state[path])
        np.testing.assert_allclose(value, given, rtol=0, atol=rounding, err_msg=path)
        assert not np.allclose(value, network.weights[path]), path


@pytest.mark.target
def test_batch_norm_is_what_the_paper_says(compiled: Compile) -> None:
    network = compiled("network(x: f32[3]) -> y { y = x -> batch_norm(momentum=0.25) }")
    x = network.inputs(7)["x"].astype(np.float64)
    weights = {path.rpartition(".")[2]: v for path, v in network.weights.items()}
    module = network.module.train()

    made = module(torch.from_numpy(x.astype(np.float32))).detach().numpy()

    normal = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
    np.testing.assert_allclose(made, weights["weight"] * normal + weights["bias"], atol=1e-5)
    for name, batch in {"running_mean": x.mean(0), "running_var": x.var(0, ddof=1)}.items():
        followed = 0.75 * weights[name] + 0.25 * batch
        np.testing.assert_allclose(module.state_dict()[f"batch_norm.{name}"], followed, atol=1e-5)


ROWS = 400


@pytest.mark.target
@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("target", ["torch", "jax"])
def test_dropout_forgets_a_share_and_keeps_the_mean(
    compiled: Compile, target: str, rate: float
) -> None:
    network = compiled(f"network(x: f32[50] in 1..2) -> y {{ y = x -> dropout({rate}) }}")
    x = network.inputs(ROWS)["x"]
    torch.manual_seed(5)
    if target == "torch":
        made = network.module.train()(torch.from_numpy(x)).numpy()
    else:
        key = jax.random.key(5)
        made = np.asarray(network.functions.forward({}, {}, x, training=True, key=key)[0])
    kept = made != 0

    np.testing.assert_allclose(made[kept], (x / (1 - rate))[kept], rtol=1e-6)
    assert abs((1 - kept.mean()) - rate) < 4 * np.sqrt(rate * (1 - rate) / x.size) + 1e-9
    assert abs(made.mean() / x.mean() - 1) < 4 * np.sqrt(rate / (1 - rate) / x.size) * 1.1 + 1e-6


@pytest.mark.target
def test_dropout_is_off_at_inference_and_draws_anew_for_each_layer(compiled: Compile) -> None:
    text = "network(x: f32[50] in 1..2) -> a, b { a = x -> dropout\n b = x -> dropout }"
    network = compiled(text)
    x = network.inputs(8)["x"]
    key = jax.random.key(0)

    for made in network.assert_agree({"x": x}):
        np.testing.assert_array_equal(made, x)
    ours = [v.numpy() for v in network.module.train()(torch.from_numpy(x))]
    theirs = network.functions.forward({}, {}, x, training=True, key=key)[0]
    for first, second in (ours, theirs):
        assert ((first == 0) != (np.asarray(second) == 0)).any()
    with pytest.raises(ValueError, match="needs a key"):
        network.functions.forward({}, {}, x, training=True)
