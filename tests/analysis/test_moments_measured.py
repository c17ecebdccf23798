"""A small share of `python -m benchmarks.moments`: predictions against networks that were run."""

from __future__ import annotations

import random
from statistics import median

import pytest
import torch
from benchmarks.moments.measuring import Found, Row, measured
from benchmarks.moments.networks import mlps, settings

pytestmark = [pytest.mark.target, pytest.mark.slow]

SEEDS = 3
PLAIN = (
    "network(x: f32[64]) -> y {{\n for _ in 1..{} {{ x = x -> dense({}, init={}) -> {} }}\n"
    " y = x -> dense(128) }}"
)
TEXTS = {
    "relu": PLAIN.format(6, 256, "he_normal", "relu"),
    "tanh": PLAIN.format(8, 256, "xavier_uniform", "tanh"),
    "gelu": PLAIN.format(4, 384, "he_uniform", "gelu"),
    "selu": PLAIN.format(8, 256, "lecun_normal", "selu"),
    "residual": (
        "network(x: f32[64]) -> y {\n x = x -> dense(256)\n"
        " for _ in 1..6 { x = x + (x -> layer_norm -> dense(256) -> relu -> dense(256)) }\n"
        " y = x -> dense(128) }"
    ),
    "batch_norm": (
        "network(x: f32[64]) -> y {\n"
        " for _ in 1..4 { x = x -> dense(256) -> batch_norm -> tanh }\n y = x -> dense(128) }"
    ),
}
IMAGES = {
    "conv": (
        "network(x: f32[3, 16, 16]) -> y { y = x -> conv(64, 3) -> relu -> conv(64, 3, stride=2)"
        " -> relu -> conv(64, 3) -> relu -> flatten -> dense(64) }"
    ),
    "pooled": (
        "network(x: f32[3, 16, 16] in 0..1) -> y { y = x -> conv(64, 3) -> batch_norm -> relu"
        " -> max_pool(2) -> conv(64, 3) -> batch_norm -> relu -> global_avg_pool -> dense(64) }"
    ),
    "attention": (
        "network(x: f32[16, 32]) -> y { h = x -> dense(128) -> layer_norm\n"
        " y = h + ((h -> dense(128), h -> dense(128), h -> dense(128)) -> attention(heads=4)"
        " -> dense(128)) }"
    ),
    "recurrent": "network(x: f32[16, 32]) -> y { y = x -> gru(128, returns=last) -> dense(64) }",
}


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def found_of(text: str, rows: int) -> Found:
    found = Found()
    measured(text, rows, SEEDS, found, gradients=True)
    assert found.forward
    assert found.backward
    return found


def error(rows: list[Row]) -> float:
    """The median over values of the distance of the middle seed."""
    return median(
        abs(median(seeds) / predicted - 1) for _, predicted, _, _, seeds in rows if predicted
    )


def covered(rows: list[Row]) -> float:
    """How often a seed lies in the interval, widened by a twentieth: three seeds are few."""
    hits = [low / 1.05 <= m <= 1.05 * high for _, _, low, high, seeds in rows for m in seeds]
    return sum(hits) / len(hits)


@pytest.mark.parametrize("name", TEXTS)
def test_vectors(name: str) -> None:
    found = found_of(TEXTS[name], 128)
    assert error(found.forward) < 0.05
    assert error(found.backward) < 0.06
    assert covered(found.forward) > 0.9
    assert covered(found.backward) > 0.85
    for _, share, seeds in found.dead:
        assert abs(share - sum(seeds) / len(seeds)) < 0.06


@pytest.mark.parametrize("name", IMAGES)
def test_places(name: str) -> None:
    found = found_of(IMAGES[name], 32)
    assert error(found.forward) < 0.1
    assert error(found.backward) < 0.2
    assert covered(found.forward) > 0.9


def test_settings_are_what_the_table_says() -> None:
    """Every text of the benchmark elaborates; its names are those of the table."""
    names = [setting.name for setting in settings(quick=True)]
    assert len(names) == len(set(names)) == 7
    assert len(list(mlps(5, (2, 3), random.Random(0)))) == 5
