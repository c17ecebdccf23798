"""First weights: the same bytes for a seed and a path, of the distribution that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from math import sqrt
from typing import Any

import jax
import numpy as np
import numpy.typing as npt
import pytest
import torch

from tenet.backends.jax.emit import emit_module as emit_jax
from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted, execute
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.lookup import known
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph
from tenet.passes.pipeline import SOURCE, run
from tenet.source import Source
from tenet.train.weights import draw_weights

Arrays = dict[str, npt.NDArray[Any]]


def graph_of(text: str) -> Graph:
    network = elaborate(Source("weights.tenet", text)).sound().network
    assert network is not None
    return run(SOURCE, network)


SMALL = """network(x: f32[3, 6, 6]) -> y {{
    x = x -> conv(4, 3) -> batch_norm -> relu{more} -> flatten
    x = x -> dense(5, init=uniform(-1, 1)) -> tanh -> dense(2)
    y = x * parameter([2], init=normal(0.5))
}}
"""


def test_bytes(golden: Callable[[str], None]) -> None:
    weights = draw_weights(graph_of(SMALL.format(more="")), 11)

    golden(
        "".join(
            f"{path} {list(value.shape)} {sha256(value.tobytes()).hexdigest()[:16]}\n"
            for path, value in weights.items()
        )
    )


def test_another_layer_moves_no_other_weights() -> None:
    without = draw_weights(graph_of(SMALL.format(more="")), 11)
    with_more = draw_weights(graph_of(SMALL.format(more=" -> layer_norm -> conv(4) -> relu")), 11)

    assert set(with_more) > set(without)
    for path, value in without.items():
        np.testing.assert_array_equal(with_more[path], value, err_msg=path)


def test_seeds_and_paths_draw_apart() -> None:
    graph = graph_of("network(x: f32[4]) -> y { y = x -> dense(4) -> dense(4) -> dense(4) }")
    drawn = [draw_weights(graph, seed) for seed in (0, 1, 2**63 - 1)]
    matrices = [w[path] for w in drawn for path in w if path.endswith("weight")]

    assert len({matrix.tobytes() for matrix in matrices}) == 9
    assert all(value.dtype == np.float32 for w in drawn for value in w.values())


DENSE = "network(x: f32[300]) -> y {{ y = x -> dense(400, init={init}) -> relu }}"
STARTS: dict[str, tuple[str, float, float]] = {
    "zeros": ("zeros", 0, 0),
    "ones": ("ones", 1, 0),
    "constant": ("constant(0.3)", 0.3, 0),
    "normal": ("normal(0.2, mean=0.5)", 0.5, 0.2),
    "uniform": ("uniform(-1, 3)", 1, 4 / sqrt(12)),
    "he_normal": ("he_normal", 0, sqrt(2 / 300)),
    "he_uniform": ("he_uniform", 0, sqrt(2 / 300)),
    "xavier_normal": ("xavier_normal", 0, sqrt(2 / 700)),
    "xavier_uniform": ("xavier_uniform", 0, sqrt(2 / 700)),
    "lecun_normal": ("lecun_normal", 0, sqrt(1 / 300)),
    "lecun_uniform": ("lecun_uniform", 0, sqrt(1 / 300)),
    "orthogonal": ("orthogonal(2)", 0, 2 / sqrt(400)),
}
LAYERS: dict[str, tuple[str, str, float]] = {
    "auto-before-relu": (DENSE.format(init="auto"), "dense.weight", sqrt(2 / 300)),
    "auto-before-softmax": (
        DENSE.format(init="auto").replace("relu", "softmax"),
        "dense.weight",
        sqrt(2 / 700),
    ),
    "auto-through-a-norm": (
        DENSE.format(init="auto").replace("relu", "layer_norm -> dropout -> gelu"),
        "dense.weight",
        sqrt(2 / 300),
    ),
    "conv": (
        "network(x: f32[30, 5, 5]) -> y { y = x -> conv(100, 3) -> relu }",
        "conv.weight",
        sqrt(2 / 270),
    ),
    "conv-in-groups": (
        "network(x: f32[60, 5, 5]) -> y { y = x -> conv(100, 3, groups=2, init=xavier_uniform) }",
        "conv.weight",
        sqrt(2 / (30 * 9 + 50 * 9)),
    ),
    "parameter": (
        "network(x: f32[300]) -> y { y = x * parameter([200, 300], init=lecun_normal) }",
        "parameter",
        sqrt(1 / 300),
    ),
}


def three_draws(graph: Graph) -> dict[str, Arrays]:
    """What the trainer draws, and what the emitted sources draw by themselves."""
    module, name = emitted(Graphs(graph))
    torch.manual_seed(0)
    state = getattr(module, name)().state_dict()
    functions = execute(emit_jax(Graphs(graph)), "jax_weights")
    params, carried = functions.init(jax.random.key(0))
    return {
        "trainer": draw_weights(graph, 0),
        "torch": {path: state[path].numpy() for path in graph.parameters},
        "jax": {path: np.asarray(value) for path, value in {**params, **carried}.items()},
    }


@pytest.mark.target
@pytest.mark.parametrize(("init", "mean", "spread"), STARTS.values(), ids=STARTS)
def test_an_initialiser_is_its_distribution(init: str, mean: float, spread: float) -> None:
    graph = graph_of(DENSE.format(init=init))
    for target, weights in three_draws(graph).items():
        drawn = weights["dense.weight"]
        assert drawn.mean() == pytest.approx(mean, abs=0.02 * spread + 1e-7), target
        assert drawn.std() == pytest.approx(spread, rel=0.03, abs=1e-7), target
        if "uniform" in init:
            assert np.abs(drawn - mean).max() <= spread * sqrt(3) * (1 + 1e-6), target
        if "normal" in init:
            assert np.abs(drawn - mean).max() > 3 * spread, target
        assert not weights["dense.bias"].any(), target


def test_every_initialiser_is_in_the_table() -> None:
    assert {name for name, init in known(Initialiser).items() if init.spoken} == set(STARTS)


@pytest.mark.target
@pytest.mark.parametrize("init", ["auto", "ones", "xavier_uniform"])
def test_the_row_of_padding_starts_as_zeros(init: str) -> None:
    text = f"network(x: i64[3] in 0..9) -> y {{ y = x -> embedding(4, padding=7, init={init}) }}"
    for target, weights in three_draws(graph_of(text)).items():
        drawn = weights["embedding.weight"]
        assert np.flatnonzero(~drawn.any(axis=1)).tolist() == [7], target


@pytest.mark.target
@pytest.mark.parametrize(("text", "path", "spread"), LAYERS.values(), ids=LAYERS)
def test_fans_are_those_of_the_layer(text: str, path: str, spread: float) -> None:
    for target, weights in three_draws(graph_of(text)).items():
        assert weights[path].std() == pytest.approx(spread, rel=0.03), target


@pytest.mark.target
def test_norms_start_as_they_are_told() -> None:
    text = (
        "network(x: f32[9]) -> y { y = x -> batch_norm(scale_init=0) -> batch_norm -> layer_norm }"
    )
    ones = {"batch_norm_2.weight", "layer_norm.weight"}
    for target, weights in three_draws(graph_of(text)).items():
        for path, value in weights.items():
            expected = float(path in ones or path.endswith("running_var"))
            np.testing.assert_array_equal(value, expected, err_msg=f"{path} by {target}")
