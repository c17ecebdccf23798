"""Parameters that move in their own way, or not yet, and the mean of all: alike on both backends, as their formulas say."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tenet.backends.engine import BACKENDS, Backend, Engine, Job, make_engine
from tenet.backends.program import graphs_of
from tenet.data.field import Content, FieldType
from tenet.elaborate.experiment import Experiment, elaborate
from tenet.policy.averaging import Averaging, Ema, Swa
from tenet.policy.clipping.global_norm import GlobalNorm
from tenet.policy.duration import Clock, Epochs, Steps
from tenet.source import Source
from tenet.train.motions import motions
from tenet.train.weights import draw_weights

pytestmark = pytest.mark.target

Arrays = dict[str, npt.NDArray[Any]]
TEXT = """data {
    source = csv("rows.csv")
    x      = columns("x*")
    t      = columns("t*")
    split  = random
}
network(x: f32[4]) -> y: f32[2] {
    y = x -> dense(6, bias=false, name="stem") -> batch_norm -> tanh -> dense(2, name="head")
}
train {
    loss      = mse(y, t)
    optimizer = OPTIMIZER
    epochs    = 2
    groups    = [group(weights, learning_rate=1e-3), group("*.bias", norms, weight_decay=0.2),
                 group("stem.*", learning_rate=5e-3)]
    freeze    = [frozen("stem.weight", "batch_norm.*", until=steps(3)), frozen("head.bias", until=6)]
}
"""
CLOCK = Clock(8, 1, Steps)


@cache
def experiment(optimizer: str) -> Experiment:
    fields = {"x": FieldType(Content.NUMBER, (4,)), "t": FieldType(Content.NUMBER, (2,))}
    text = TEXT.replace("OPTIMIZER", optimizer)
    return elaborate(Source("tiny.tenet", text), None, fields).sound()


def engine_of(
    backend: Backend, optimizer: str = "adamw(1e-2)", average: Averaging | None = None
) -> Engine:
    """An engine with the first weights in float64."""
    plan = experiment(optimizer).train
    assert plan is not None
    graphs = graphs_of(experiment(optimizer))
    job = Job(
        graphs,
        plan.settings.optimizer,
        precision="float64",
        clip=GlobalNorm(most=0.05),
        motions=motions(plan.settings, graphs.own, CLOCK),
        average=average,
        clock=CLOCK,
    )
    engine = make_engine(backend, job)
    random = np.random.default_rng(0)
    engine.feed({"x": random.standard_normal((40, 4)), "t": random.standard_normal((40, 2))})
    engine.load(draw_weights(graphs.network, 0))
    return engine


def go(engine: Engine, steps: range) -> tuple[list[float], list[Arrays]]:
    """The losses of some steps, and the weights after each."""
    losses, weights = [], []
    for step in steps:
        losses.append(engine.step(np.arange(10) + step % 4 * 10, 1e-2, step))
        weights.append(engine.weights())
    return engine.settle(losses), weights


def assert_close(ours: Arrays, theirs: Arrays, tolerance: float = 1e-9) -> None:
    assert set(ours) == set(theirs)
    for path, value in ours.items():
        np.testing.assert_allclose(value, theirs[path], rtol=0, atol=tolerance, err_msg=path)


@pytest.mark.parametrize("optimizer", ["adamw(1e-2)", "sgd(1e-2, momentum=0.9)", "nadam(1e-2)"])
def test_courses_are_alike(optimizer: str) -> None:
    (ours, first), (theirs, second) = (
        go(engine_of(backend, optimizer), range(8)) for backend in BACKENDS
    )

    assert ours == pytest.approx(theirs, rel=1e-9)
    assert_close(first[-1], second[-1])


def test_what_is_frozen_stays_and_then_moves() -> None:
    engine = engine_of("torch")
    before = engine.weights()
    _, after = go(engine, range(8))
    moved = {
        path: [
            step
            for step, (old, new) in enumerate(zip([before, *after], after, strict=False))
            if (old[path] != new[path]).any()
        ]
        for path in before
    }

    late, late_bias = [3, 4, 5, 6, 7], [6, 7]
    assert moved == {
        "stem.weight": late,
        "batch_norm.weight": late,
        "batch_norm.bias": late,
        "batch_norm.running_mean": late,
        "batch_norm.running_var": late,
        "head.weight": [*range(8)],
        "head.bias": late_bias,
    }


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_first_step_is_as_long_as_its_group_says(backend: Backend) -> None:
    engine = engine_of(backend)
    before = engine.weights()
    _, after = go(engine, range(8))
    steps = {
        path: np.abs(after[step][path] - old[path]).max()
        for path, step, old in (
            ("head.weight", 0, before), ("stem.weight", 3, after[2]), ("head.bias", 6, after[5]),
        )
    }  # fmt: skip

    # The first step of Adam is the learning rate, whenever it comes; decay adds its share.
    assert steps["head.weight"] == pytest.approx(1e-3, rel=0.05)
    assert steps["stem.weight"] == pytest.approx(5e-3, rel=0.05)
    assert steps["head.bias"] == pytest.approx(1e-2, rel=0.05)


AVERAGES: dict[str, Averaging] = {
    "ema": Ema(decay=0.8),
    "ema-late": Ema(decay=0.5, start=Steps(count=4)),
    "swa": Swa(start=Steps(count=2)),
}


@pytest.mark.parametrize("which", AVERAGES)
@pytest.mark.parametrize("backend", BACKENDS)
def test_averages_are_their_formulas(backend: Backend, which: str) -> None:
    average = AVERAGES[which]
    engine = engine_of(backend, "sgd(1e-2, momentum=0.9)", average)
    _, after = go(engine, range(8))
    mean = after[0]
    for step, weights in enumerate(after):
        if isinstance(average, Swa):
            mean = weights if step < 2 else {p: _mean(after[2 : step + 1], p) for p in weights}
        elif step <= (4 if which == "ema-late" else 0):
            mean = weights
        else:
            d = average.decay if isinstance(average, Ema) else 0.0
            mean = {p: d * mean[p] + (1 - d) * value for p, value in weights.items()}

    engine.swap()
    loss, _ = engine.measure(np.arange(40))
    assert_close(engine.weights(), mean, 1e-12)
    engine.swap()
    assert_close(engine.weights(), after[-1], 0)
    assert engine.measure(np.arange(40))[0] != pytest.approx(loss, rel=1e-6)


def _mean(weights: list[Arrays], path: str) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = np.mean([each[path] for each in weights], axis=0)
    return found


@pytest.mark.parametrize(("first", "second"), [("torch", "jax"), ("jax", "torch")])
def test_all_of_it_carries_over(first: Backend, second: Backend) -> None:
    average = Ema(decay=0.9)
    here, there = engine_of(first, average=average), engine_of(second, average=average)
    whole = engine_of(first, average=average)
    go(here, range(5))
    there.load(here.weights())
    there.restore(here.slots(), 5)
    losses, after = go(there, range(5, 8))
    expected, every = go(whole, range(8))

    assert losses == pytest.approx(expected[5:], rel=1e-9)
    assert_close(after[-1], every[-1])
    averages = [
        {key: value for key, value in engine.slots().items() if key.endswith(":average")}
        for engine in (there, whole)
    ]
    assert_close(averages[0], averages[1])


def test_durations_are_steps_of_the_clock() -> None:
    plan = experiment("adamw(1e-2)").train
    assert plan is not None
    graphs = graphs_of(experiment("adamw(1e-2)"))
    found = motions(plan.settings, graphs.own, Clock(100, 7, Epochs))

    still = [found[path].still for path in ("head.bias", "batch_norm.running_mean", "head.weight")]
    assert still == [((0, 42),), ((0, 3),), ()]
    assert (found["stem.weight"].factor, found["head.weight"].factor) == pytest.approx((0.5, 0.1))
    assert [found[p].decay for p in ("batch_norm.weight", "head.bias", "head.weight")] == [
        0.2,
        0.2,
        0.01,
    ]
