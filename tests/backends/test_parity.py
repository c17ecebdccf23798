"""Training on PyTorch and on JAX is one training: the same losses, parameters and slots, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from tenet.backends.engine import BACKENDS, Backend, Engine, Job, Precision, make_engine
from tenet.backends.lowering import lower
from tenet.backends.program import Graphs
from tenet.catalogue.lookup import known
from tenet.data.field import Content, FieldType
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.passes.pipeline import OBJECTIVE, SOURCE, run
from tenet.policy.clip import Clip
from tenet.policy.clipping.global_norm import GlobalNorm
from tenet.policy.clipping.value import Value
from tenet.policy.optimizer import Optimizer
from tenet.policy.optimizers.adadelta import Adadelta
from tenet.policy.optimizers.adagrad import Adagrad
from tenet.policy.optimizers.adam import Adam, Adamw
from tenet.policy.optimizers.lion import Lion
from tenet.policy.optimizers.nadam import Nadam
from tenet.policy.optimizers.rmsprop import Rmsprop
from tenet.policy.optimizers.sgd import Sgd
from tenet.source import Source
from tenet.train.batches import shuffled_batches
from tenet.train.prepare import Prepared, prepare
from tenet.train.weights import draw_weights

pytestmark = pytest.mark.target

Arrays = dict[str, npt.NDArray[Any]]
SPECS = Path(__file__).parents[2] / "specs"


@cache
def prepared(name: str) -> Prepared:
    path = SPECS / f"{name}.tenet"
    return prepare(Source(str(path), path.read_text("utf-8")), SPECS, {})


def engine_of(name: str, backend: Backend, precision: Precision) -> Engine:
    """An engine with the first weights of a spec of the gallery."""
    spec = prepared(name)
    settings = spec.plan.settings
    job = Job(spec.graphs, settings.optimizer, 3, precision=precision)
    engine = make_engine(backend, job)
    engine.feed(spec.dataset.fields)
    engine.load(draw_weights(spec.graph, 3))
    return engine


def first_steps(name: str, engine: Engine) -> list[float]:
    """The losses of the first 20 steps, at rates that change."""
    spec = prepared(name)
    rows, size = spec.dataset.parts["train"], spec.plan.settings.batch
    batches = (b for epoch in range(20) for b in shuffled_batches(rows, size, 3, epoch))
    return engine.settle(
        [engine.step(b, 3e-3 * (i + 1) / 20, i) for i, b in enumerate(islice(batches, 20))]
    )


@pytest.mark.parametrize("name", ["digits", "penguins"])
def test_first_steps_in_float64(name: str) -> None:
    engines = {backend: engine_of(name, backend, "float64") for backend in BACKENDS}
    losses = {backend: first_steps(name, engine) for backend, engine in engines.items()}

    assert losses["torch"] == pytest.approx(losses["jax"], rel=1e-9)
    assert_close(engines["torch"].weights(), engines["jax"].weights(), 1e-8)
    rows = prepared(name).dataset.parts["validation"]
    measured = [engine.measure(rows) for engine in engines.values()]
    assert measured[0][0] == pytest.approx(measured[1][0], rel=1e-8)
    assert_close(measured[0][1], measured[1][1], 1e-8)


@pytest.mark.parametrize("name", ["digits", "penguins"])
def test_first_steps_in_float32(name: str) -> None:
    losses = [first_steps(name, engine_of(name, backend, "float32")) for backend in BACKENDS]

    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    assert losses[0][-1] < losses[0][0]


def assert_close(ours: Arrays, theirs: Arrays, tolerance: float) -> None:
    assert list(ours) == list(theirs)
    for path, value in ours.items():
        assert value.dtype == theirs[path].dtype, path
        np.testing.assert_allclose(value, theirs[path], rtol=0, atol=tolerance, err_msg=path)


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Sgd(learning_rate=0.1),
    "sgd-decay": Sgd(learning_rate=0.1, weight_decay=0.05),
    "momentum": Sgd(learning_rate=0.05, momentum=0.9),
    "momentum-decay": Sgd(learning_rate=0.05, momentum=0.9, weight_decay=0.05),
    "nesterov": Sgd(learning_rate=0.05, momentum=0.8, nesterov=True),
    "nesterov-decay": Sgd(learning_rate=0.05, momentum=0.8, nesterov=True, weight_decay=0.05),
    "adam": Adam(learning_rate=0.01),
    "adam-decay": Adam(learning_rate=0.01, weight_decay=0.1),
    "adam-betas": Adam(learning_rate=0.01, betas=(0.5, 0.9), eps=1e-3),
    "adam-no-memory": Adam(learning_rate=0.01, betas=(0.0, 0.0)),
    "adamw": Adamw(learning_rate=0.01),
    "adamw-decay": Adamw(learning_rate=0.01, weight_decay=0.3),
    "adamw-no-decay": Adamw(learning_rate=0.01, weight_decay=0.0),
    "adamw-betas": Adamw(learning_rate=0.01, betas=(0.95, 0.99), eps=1e-4),
    "amsgrad": Adam(learning_rate=0.01, amsgrad=True, weight_decay=0.1),
    "amsgrad-w": Adamw(learning_rate=0.01, amsgrad=True, betas=(0.5, 0.6)),
    "nadam": Nadam(learning_rate=0.01),
    "nadam-decay": Nadam(
        learning_rate=0.01, weight_decay=0.1, betas=(0.5, 0.9), momentum_decay=0.1
    ),
    "nadam-no-memory": Nadam(learning_rate=0.01, betas=(0.0, 0.0)),
    "rmsprop": Rmsprop(learning_rate=0.01),
    "rmsprop-all": Rmsprop(
        learning_rate=0.01, alpha=0.9, eps=1e-3, momentum=0.8, centered=True, weight_decay=0.1
    ),
    "adagrad": Adagrad(learning_rate=0.1),
    "adagrad-decay": Adagrad(learning_rate=0.1, eps=1e-3, weight_decay=0.1),
    "adadelta": Adadelta(learning_rate=1.0),
    "adadelta-decay": Adadelta(learning_rate=0.5, rho=0.8, eps=1e-4, weight_decay=0.1),
    "lion": Lion(learning_rate=0.001),
    "lion-decay": Lion(learning_rate=0.001, betas=(0.8, 0.9), weight_decay=0.3),
}
TINY = """data {
    source = csv("rows.csv")
    x = columns("x*")
    t = columns("t*")
    split = random
}
network(x: f32[4]) -> y: f32[2] {
    y = x -> dense(6) -> layer_norm -> tanh -> dense(2)
    y = y * parameter([2], init=ones)
}
train {
    loss = mse(y, t)
    optimizer = sgd(0.1)
    epochs = 1
}
"""


def job(which: str, text: str = TINY, seed: int = 0, precision: Precision = "float64") -> Job:
    """A job of a tiny network."""
    fields = {"x": FieldType(Content.NUMBER, (4,)), "t": FieldType(Content.NUMBER, (2,))}
    experiment = elaborate(Source("tiny.tenet", text), None, fields).sound()
    assert experiment.network is not None
    assert experiment.train is not None
    graph, objective = run(SOURCE, experiment.network), run(OBJECTIVE, experiment.train.objective)
    return Job(Graphs(graph, objective), OPTIMIZERS[which], seed, precision=precision)


def tiny(backend: Backend, job: Job) -> Engine:
    """An engine of a tiny network with its first weights, its rows drawn by numpy."""
    engine = make_engine(backend, job)
    random = np.random.default_rng(0)
    engine.feed({"x": random.standard_normal((40, 4)), "t": random.standard_normal((40, 2))})
    engine.load(draw_weights(job.graphs.network, 0))
    return engine


def steps(engine: Engine, which: Iterable[int]) -> list[float]:
    """The losses of some steps, each of ten rows that go round, at a rate that changes."""
    rate = 0.01
    return engine.settle(
        [engine.step(np.arange(10) + i % 4 * 10, rate * (1 + i % 3), i) for i in which]
    )


@pytest.mark.parametrize("which", OPTIMIZERS)
def test_optimizers_move_alike(which: str) -> None:
    ours, theirs = (tiny(backend, job(which)) for backend in BACKENDS)
    losses = [steps(engine, range(30)) for engine in (ours, theirs)]

    assert losses[0] == pytest.approx(losses[1], rel=1e-9)
    assert losses[0][-1] != losses[0][0]
    assert_close(ours.weights(), theirs.weights(), 1e-9)
    assert_close(by_name(ours.slots()), by_name(theirs.slots()), 1e-9)


CLIPS: dict[str, Clip] = {
    "norm": GlobalNorm(most=0.1),
    "norm-far": GlobalNorm(most=1e6),
    "value": Value(most=0.01),
}


@pytest.mark.parametrize("which", CLIPS)
def test_bounds_bind_alike(which: str) -> None:
    bound, free = replace(job("momentum"), clip=CLIPS[which]), job("momentum")
    ours, theirs, unbound = tiny("torch", bound), tiny("jax", bound), tiny("torch", free)
    losses = [steps(engine, range(20)) for engine in (ours, theirs, unbound)]

    assert losses[0] == pytest.approx(losses[1], rel=1e-9)
    assert_close(ours.weights(), theirs.weights(), 1e-9)
    assert (losses[0] == losses[2]) == (which == "norm-far")


@pytest.mark.parametrize("most", [0.1, 2.0])
def test_a_step_is_as_long_as_the_bound_lets_it(most: float) -> None:
    bound = replace(job("sgd"), clip=GlobalNorm(most=most))
    for backend in BACKENDS:
        free, engine = tiny(backend, job("sgd")), tiny(backend, bound)
        moved = []
        for one in (free, engine):
            before = one.weights()
            one.step(np.arange(10), 1.0, 0)
            after = one.weights()
            moved.append(np.concatenate([(after[p] - before[p]).ravel() for p in before]))
        lengths = [np.linalg.norm(move) for move in moved]

        assert lengths[1] == pytest.approx(min(lengths[0], most), rel=1e-12)
        np.testing.assert_allclose(moved[1], moved[0] * lengths[1] / lengths[0], rtol=1e-9)


@pytest.mark.parametrize("backend", BACKENDS)
def test_accumulated_batches_are_one(backend: Backend) -> None:
    whole, divided = (tiny(backend, replace(job("adam"), clip=GlobalNorm(most=1))) for _ in "ab")
    rows = np.arange(30)
    losses = [
        whole.settle([whole.step(rows, 0.01, i) for i in range(5)]),
        divided.settle(
            [divided.step(rows[:8], 0.01, i, (rows[8:16], rows[16:])) for i in range(5)]
        ),
    ]

    assert losses[0] == pytest.approx(losses[1], rel=1e-12)
    assert_close(whole.weights(), divided.weights(), 1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
def test_accumulated_batches_draw_anew(backend: Backend) -> None:
    engine = tiny(backend, job("sgd", FORGETFUL))
    rows = np.arange(10)
    losses = []
    for step in range(2):
        engine.load(draw_weights(job("sgd", FORGETFUL).graphs.network, 0))
        (one,) = engine.settle([engine.step(rows, 0.1, step)])
        engine.load(draw_weights(job("sgd", FORGETFUL).graphs.network, 0))
        (twice,) = engine.settle([engine.step(rows, 0.1, step, (rows,))])
        losses += [one, twice]

    assert len(set(losses)) == 4


def by_name(slots: Arrays) -> Arrays:
    return {name: slots[name] for name in sorted(slots)}


@pytest.mark.parametrize("which", ["momentum", "adam"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_with_new_weights_the_optimizer_starts_anew(backend: Backend, which: str) -> None:
    engine = tiny(backend, job(which))
    first = steps(engine, range(5))
    engine.load(draw_weights(job(which).graphs.network, 0))

    assert steps(engine, range(5)) == first


def test_every_optimizer_is_in_the_table() -> None:
    assert {type(rule) for rule in OPTIMIZERS.values()} == set(known(Optimizer).values())
    assert {type(bound) for bound in CLIPS.values()} == set(known(Clip).values())


def test_own_optimizers_keep_to_their_papers() -> None:
    random = torch.Generator().manual_seed(0)
    gradients = torch.randn(20, 5, generator=random, dtype=torch.float64)
    moved = []
    for made in (Nadam(learning_rate=0.1, weight_decay=0.1), None, Lion(learning_rate=0.1)):
        p = torch.ones(5, dtype=torch.float64, requires_grad=True)
        groups = [{"params": [p], "weight_decay": 0.1}]
        theirs = torch.optim.NAdam([p], lr=0.1, weight_decay=0.1)
        optimizer = theirs if made is None else lower(made, "torch", None, groups)
        for gradient in gradients:
            p.grad = gradient
            optimizer.step()
        moved.append(p.detach())
    mean, p = torch.zeros(5, dtype=torch.float64), torch.ones(5, dtype=torch.float64)
    for g in gradients:
        p = p - 0.1 * (torch.sign(0.9 * mean + 0.1 * g) + 0.1 * p)
        mean = 0.99 * mean + 0.01 * g

    torch.testing.assert_close(moved[0], moved[1], rtol=0, atol=1e-6)  # their product is in float32
    torch.testing.assert_close(moved[2], p, rtol=0, atol=1e-12)


CARRIED = [
    *((which, "torch", "jax") for which in ("adamw", "amsgrad", "rmsprop-all", "adagrad", "lion")),
    *((which, "jax", "torch") for which in ("sgd", "nesterov-decay", "adam-betas", "nadam", "adadelta")),
]  # fmt: skip


@pytest.mark.parametrize(("which", "first", "second"), CARRIED)
def test_slots_carry_over_and_back(which: str, first: Backend, second: Backend) -> None:
    made = job(which)
    here, there = tiny(first, made), tiny(second, made)
    back, whole = tiny(first, made), tiny(first, made)

    losses = steps(here, range(5))
    there.load(here.weights())
    there.restore(here.slots(), 5)
    losses += steps(there, range(5, 9))
    back.load(there.weights())
    back.restore(there.slots(), 9)
    losses += steps(back, range(9, 14))

    assert losses == pytest.approx(steps(whole, range(14)), rel=1e-9)
    assert_close(back.weights(), whole.weights(), 1e-9)


@pytest.mark.parametrize("backend", BACKENDS)
def test_going_on_is_exactly_not_having_stopped(backend: Backend) -> None:
    name = "penguins"
    whole, first, second = (engine_of(name, backend, "float32") for _ in range(3))
    rows = prepared(name).dataset.parts["train"]

    def go(engine: Engine, some: range) -> list[float]:
        return engine.settle([engine.step(rows[i : i + 16], 1e-2, i) for i in some])

    losses = go(first, range(4))
    second.load(first.weights())
    second.restore(first.slots(), 4)
    losses += go(second, range(4, 9))

    assert losses == go(whole, range(9))
    for path, value in whole.weights().items():
        np.testing.assert_array_equal(second.weights()[path], value, err_msg=path)


FORGETFUL = TINY.replace("-> tanh ->", "-> tanh -> dropout ->")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_dropout_is_drawn_from_the_seed_and_the_step(backend: Backend, seed: int) -> None:
    def losses(seed: int) -> list[float]:
        engine = tiny(backend, job("sgd", FORGETFUL, seed, "float32"))
        some = []
        for step in (0, 0, 1):
            engine.load(draw_weights(job("sgd", FORGETFUL).graphs.network, 0))
            some.append(engine.step(np.arange(10), 0.1, step))
        return engine.settle(some)

    first, again, later = losses(seed)
    assert first == again
    assert len({first, later, losses(seed ^ 1)[0]}) == 3
