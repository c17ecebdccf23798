"""Rows that are mixed with one another: alike on both backends, as the formulas of mixup and cutmix say."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch.nn import functional

from tenet.backends.engine import BACKENDS, Backend, Engine, Job, make_engine
from tenet.backends.mixing import draw_mixture
from tenet.backends.probe import probe
from tenet.backends.program import Graphs, graphs_of
from tenet.data.field import Content, FieldType
from tenet.elaborate.experiment import elaborate
from tenet.policy.mixing import Cutmix, Mixing, Mixup
from tenet.policy.optimizers.sgd import Sgd
from tenet.source import Source
from tenet.train.weights import draw_weights

pytestmark = pytest.mark.target

Arrays = dict[str, npt.NDArray[Any]]
TEXT = """data {
    source = csv("rows.csv")
    image  = columns("p*") -> reshape(2, 5, 4)
    kind   = column("kind") -> categories(0..2)
    level  = column("level")
    heed   = column("heed") -> min_max
    split  = random
}
network(image: f32[2, 5, 4]) -> probability: f32[3], estimate: f32 {
    h = image -> conv(4, 3) -> batch_norm -> relu -> global_avg_pool
    probability = h -> dense(3) -> softmax
    estimate = h -> dense(1) -> squeeze
}
train {
    loss      = cross_entropy(probability, kind) + mse(estimate, level, weight=heed) + 0.1 * l2(weights)
    mix       = MIX
    optimizer = sgd(0.1)
    epochs    = 2
}
"""
MIXES: dict[str, Mixing] = {"mixup(0.4)": Mixup(alpha=0.4), "cutmix": Cutmix()}
SEED = 5


@cache
def graphs(mix: str) -> Graphs:
    fields = {
        "image": FieldType(Content.NUMBER, (2, 5, 4)),
        "level": FieldType(Content.NUMBER, ()),
        "heed": FieldType(Content.NUMBER, ()),
    }
    return graphs_of(
        elaborate(Source("tiny.tenet", TEXT.replace("MIX", mix)), None, fields).sound()
    )


def rows() -> Arrays:
    random = np.random.default_rng(0)
    return {
        "image": random.standard_normal((12, 2, 5, 4)),
        "kind": random.integers(0, 3, 12),
        "level": random.standard_normal(12),
        "heed": random.random(12),
    }


def engine_of(backend: Backend, word: str) -> Engine:
    """An engine with the first weights in float64."""
    made = graphs(word)
    job = Job(made, Sgd(learning_rate=0.1), seed=SEED, precision="float64", mix=MIXES[word])
    engine = make_engine(backend, job)
    engine.feed(rows())
    engine.load(draw_weights(made.network, 0))
    return engine


BATCH = np.array([7, 1, 4, 10, 2, 8])


@pytest.mark.parametrize("word", MIXES)
def test_a_loss_is_that_of_two_rows_by_their_shares(word: str) -> None:
    step, given = 3, rows()
    by = draw_mixture(MIXES[word], BATCH, (5, 4), SEED, step)
    x, y = (
        {name: torch.tensor(v[at]) for name, v in given.items()}
        for at in (BATCH, BATCH[by.partners])
    )
    keep = torch.tensor(by.keep, dtype=torch.float64)
    weights = {
        p: torch.tensor(v, dtype=torch.float64)
        for p, v in draw_weights(graphs(word).network, 0).items()
    }
    h = functional.conv2d(
        keep * x["image"] + (1 - keep) * y["image"],
        weights["conv.weight"],
        weights["conv.bias"],
        padding=1,
    )
    h = functional.relu(
        functional.batch_norm(
            h, None, None, weights["batch_norm.weight"], weights["batch_norm.bias"], training=True
        )
    )
    h = h.mean((2, 3))
    logits = functional.linear(h, weights["dense.weight"], weights["dense.bias"])
    estimate = functional.linear(h, weights["dense_2.weight"], weights["dense_2.bias"])[:, 0]
    parts = [
        functional.cross_entropy(logits, z["kind"])
        + (z["heed"] * (estimate - z["level"]) ** 2).sum() / z["heed"].sum()
        for z in (x, y)
    ]
    share = float(by.share)
    decay = sum(
        (v**2).sum()
        for p, v in weights.items()
        if p in {"conv.weight", "dense.weight", "dense_2.weight"}
    )
    expected = share * parts[0] + (1 - share) * parts[1] + 0.1 * decay

    for backend in BACKENDS:
        engine = engine_of(backend, word)
        (loss,) = engine.settle([engine.step(BATCH, 0.0, step)])
        assert loss == pytest.approx(float(expected), rel=1e-9), backend
    assert 0 < share < 1


def test_courses_are_alike_and_judging_never_mixes() -> None:
    word = "cutmix"
    engines = [engine_of(backend, word) for backend in BACKENDS]
    plain = make_engine("torch", Job(graphs("none"), Sgd(learning_rate=0.1), precision="float64"))
    plain.feed(rows())
    losses = [
        engine.settle([engine.step(BATCH, 0.1, step) for step in range(4)]) for engine in engines
    ]
    plain.load(engines[0].weights())

    assert losses[0] == pytest.approx(losses[1], rel=1e-9)
    for path, value in engines[0].weights().items():
        np.testing.assert_allclose(
            value, engines[1].weights()[path], rtol=0, atol=1e-9, err_msg=path
        )
    assert engines[0].measure(BATCH)[0] == plain.measure(BATCH)[0]
    assert engines[1].measure(BATCH)[0] == pytest.approx(plain.measure(BATCH)[0], rel=1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_step_is_mixed_alike_when_it_is_looked_into(backend: Backend) -> None:
    engine = engine_of(backend, "cutmix")
    seen, _ = probe(backend).pull(engine, BATCH, 2)
    (loss,) = engine.settle([engine.step(BATCH, 0.1, 2)])

    assert seen == pytest.approx(loss, rel=1e-12)
    assert seen != pytest.approx(engine.measure(BATCH)[0], rel=1e-3)


def test_shares_are_drawn_as_papers_say() -> None:
    drawn = [
        draw_mixture(Mixup(alpha=0.2), np.arange(8), (3,), 0, step).share for step in range(2000)
    ]
    # Beta(a, a) has the mean 1/2 and the variance 1 / (4 (2 a + 1)).
    assert np.mean(drawn) == pytest.approx(0.5, abs=0.04)
    assert np.var(drawn) == pytest.approx(1 / (4 * 1.4), rel=0.05)


def test_a_box_is_cut_of_what_is_there() -> None:
    made = [draw_mixture(Cutmix(), np.arange(8), (30, 20), 1, step) for step in range(500)]
    for one in made:
        lines, columns = (np.flatnonzero((one.keep == 0).any(axis)) for axis in (1, 0))
        box = (
            one.keep[lines[0] : lines[-1] + 1, columns[0] : columns[-1] + 1]
            if len(lines)
            else one.keep[:0]
        )
        assert not box.any()
        assert one.share == pytest.approx(1 - box.size / 600, abs=1e-6)
        assert sorted(one.partners) == [*range(8)]
    # With alpha 1 a box has half of the area at most by chance; that which lies outside is lost.
    assert 0.5 < np.mean([one.share for one in made]) < 0.75


def test_draws_hang_on_seed_step_and_rows_alone() -> None:
    def drawn(seed: int, step: int, first: int) -> float:
        return float(draw_mixture(Mixup(), np.arange(first, first + 9), (3,), seed, step).share)

    assert drawn(1, 2, 3) == drawn(1, 2, 3)
    assert len({drawn(*at) for at in [(1, 2, 3), (0, 2, 3), (1, 0, 3), (1, 2, 0)]}) == 4
