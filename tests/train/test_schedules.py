"""A schedule is its formula, and that of PyTorch where PyTorch has it."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.catalogue.definition import Percent
from tenet.catalogue.lookup import known
from tenet.policy.duration import Clock, Epochs, Steps
from tenet.policy.schedule import Schedule
from tenet.policy.schedules.constant import Constant
from tenet.policy.schedules.cosine import Cosine
from tenet.policy.schedules.exponential import Exponential
from tenet.policy.schedules.inverse_sqrt import InverseSqrt
from tenet.policy.schedules.linear import Linear
from tenet.policy.schedules.one_cycle import OneCycle
from tenet.policy.schedules.piecewise import Piecewise
from tenet.policy.schedules.plateau import Plateau
from tenet.policy.schedules.polynomial import Polynomial
from tenet.policy.schedules.step import Step
from tenet.train.watch import Slowing, Watch
from tenet.types.shape import Misfit

CLOCK = Clock(100, 10, Epochs)
HALF = (1 + cos(pi / 2)) / 2
FACTORS: list[tuple[Schedule, int, float]] = [
    (Constant(), 0, 1.0),
    (Constant(), 99, 1.0),
    (Constant(warmup=Percent(0.1)), 0, 0.1),
    (Constant(warmup=Percent(0.1)), 8, 0.9),
    (Constant(warmup=Percent(0.1)), 9, 1.0),
    (Constant(warmup=Percent(0.1)), 10, 1.0),
    (Constant(warmup=1), 4, 0.5),
    (Constant(warmup=Steps(count=2.5)), 1, 0.8),
    (Constant(warmup=Steps(count=2.5)), 2, 1.0),
    (Constant(warmup=20), 49, 0.5),
    (Cosine(), 0, 1.0),
    (Cosine(), 50, HALF),
    (Cosine(), 25, (1 + cos(pi / 4)) / 2),
    (Cosine(), 100, 0.0),
    (Cosine(), 130, 0.0),
    (Cosine(final=0.2), 50, 0.6),
    (Cosine(final=0.2), 500, 0.2),
    (Cosine(warmup=Percent(0.2)), 9, 0.5),
    (Cosine(warmup=Percent(0.2)), 20, 1.0),
    (Cosine(warmup=Percent(0.2)), 60, HALF),
    (Cosine(warmup=10), 99, 1.0),
    (Cosine(cycles=2), 25, HALF),
    (Cosine(cycles=2), 50, 1.0),
    (Cosine(cycles=2, final=0.1), 75, 0.55),
    (Cosine(cycles=2, final=0.1), 100, 0.1),
    (Cosine(cycles=2, stretch=3), 25, 1.0),
    (Linear(), 25, 0.75),
    (Linear(final=0.2), 200, 0.2),
    (Linear(warmup=Percent(0.2)), 60, 0.5),
    (Polynomial(power=2), 50, 0.25),
    (Polynomial(power=2, final=0.2), 50, 0.4),
    (Exponential(factor=0.5), 10, 0.5),
    (Exponential(factor=0.25, every=Percent(0.2)), 10, 0.5),
    (Exponential(factor=0.25, every=Percent(0.2), warmup=5), 60, 0.25**3),
    (Step(every=3), 29, 1.0),
    (Step(every=3), 30, 0.1),
    (Step(every=3, factor=0.5, warmup=1), 60, 0.25),
    (Piecewise(at=(3, Percent(0.6)), factors=(0.5, 2.0)), 29, 1.0),
    (Piecewise(at=(3, Percent(0.6)), factors=(0.5, 2.0)), 30, 0.5),
    (Piecewise(at=(3, Percent(0.6)), factors=(0.5, 2.0)), 99, 2.0),
    (Piecewise(at=(6, Steps(count=10)), factors=(0.1, 0.5)), 60, 0.1),
    (InverseSqrt(), 0, 1.0),
    (InverseSqrt(), 3, 0.5),
    (InverseSqrt(warmup=Percent(0.2)), 20, 1.0),
    (InverseSqrt(warmup=Percent(0.2)), 80, 0.5),
    (OneCycle(peak=3.0), 0, 1.0),
    (OneCycle(peak=3.0), 15, 2.0),
    (OneCycle(peak=3.0), 30, 3.0),
    (OneCycle(peak=3.0, final=0.5), 65, 1.75),
    (OneCycle(peak=3.0, final=0.5), 100, 0.5),
    (Plateau(), 50, 1.0),
]


@pytest.mark.parametrize(("schedule", "step", "factor"), FACTORS)
def test_a_schedule_is_its_formula(schedule: Schedule, step: int, factor: float) -> None:
    assert schedule.multiplier(step, CLOCK) == pytest.approx(factor, abs=1e-12)


def test_every_schedule_is_in_the_table() -> None:
    assert {type(schedule) for schedule, _, _ in FACTORS} == set(known(Schedule).values())


FALLING: list[type[Schedule]] = [Constant, Cosine, Linear, Polynomial, Exponential, InverseSqrt]


@given(warmup=st.floats(0, 20), steps=st.integers(1, 300), step=st.integers(0, 600))
@pytest.mark.parametrize("kind", FALLING)
def test_after_the_warmup_a_rate_only_falls(
    kind: type[Schedule], warmup: float, steps: int, step: int
) -> None:
    schedule, clock = kind(warmup=warmup), Clock(steps, 10, Epochs)
    now, then = (schedule.multiplier(at, clock) for at in (step, step + 1))

    assert 0 <= now <= 1 + 1e-12
    assert then <= now + 1e-12 or step + 1 <= min(10 * warmup, steps)


@given(
    cycles=st.integers(1, 9),
    stretch=st.floats(1, 3),
    final=st.floats(0, 0.99),
    step=st.integers(0, 120),
)
def test_cycles_stay_within_their_bounds(
    cycles: int, stretch: float, final: float, step: int
) -> None:
    schedule = Cosine(cycles=cycles, stretch=stretch, final=final)

    assert final - 1e-12 <= schedule.multiplier(step, CLOCK) <= 1 + 1e-12
    assert schedule.multiplier(100, CLOCK) == pytest.approx(final)


THEIRS: list[tuple[str, Schedule, int, dict[str, Any]]] = [
    ("CosineAnnealingLR", Cosine(final=0.2), 100, {"T_max": 100, "eta_min": 0.2}),
    ("CosineAnnealingWarmRestarts", Cosine(cycles=3, stretch=2), 70, {"T_0": 10, "T_mult": 2}),
    ("LinearLR", Linear(final=0.3), 100,
     {"start_factor": 1.0, "end_factor": 0.3, "total_iters": 100}),
    ("PolynomialLR", Polynomial(power=2), 100, {"total_iters": 100, "power": 2}),
    ("ExponentialLR", Exponential(factor=0.9), 100, {"gamma": 0.9}),
    ("StepLR", Step(every=30), 100, {"step_size": 30}),
    ("MultiStepLR", Piecewise(at=(30, 80), factors=(0.1, 0.01)), 100, {"milestones": [30, 80]}),
    # PyTorch turns and ends one step earlier: with a step more, and the turn moved, it is the same.
    ("OneCycleLR", OneCycle(peak=10.0, final=0.01), 100,
     {"max_lr": 10, "total_steps": 101, "pct_start": 31 / 101, "div_factor": 10,
      "final_div_factor": 100}),
    ("ConstantLR", Constant(), 20, {"factor": 1.0}),
    # Ours begins with a step of the learning rate, theirs with a rate of its own: one step of six is a sixth.
    ("LinearLR", Constant(warmup=6), 20, {"start_factor": 1 / 6, "total_iters": 5}),
    ("LambdaLR", InverseSqrt(), 50, {"lr_lambda": lambda step: (step + 1) ** -0.5}),
]  # fmt: skip
"""PyTorch's class, ours, over how many steps, and what theirs is told; of the inverse square root it has none."""


@pytest.mark.target
@pytest.mark.filterwarnings("ignore:Detected call")
@pytest.mark.parametrize(("name", "ours", "steps", "settings"), THEIRS)
def test_schedules_of_pytorch(
    name: str, ours: Schedule, steps: int, settings: dict[str, Any]
) -> None:
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    theirs = getattr(torch.optim.lr_scheduler, name)(optimizer, **settings)
    clock = Clock(steps, steps, Steps)

    for step in range(steps):
        rate = optimizer.param_groups[0]["lr"]
        assert ours.multiplier(step, clock) == pytest.approx(rate, rel=1e-9, abs=1e-12), step
        theirs.step()


OPTAX: list[tuple[Schedule, int, Callable[[Any], Any]]] = [
    (Cosine(final=0.2), 100, lambda o: o.cosine_decay_schedule(1.0, 100, alpha=0.2)),
    (Cosine(final=0.1, warmup=20), 100,
     lambda o: o.warmup_cosine_decay_schedule(0.0, 1.0, 20, 100, end_value=0.1)),
    (Linear(final=0.3), 100, lambda o: o.linear_schedule(1.0, 0.3, 100)),
    (Polynomial(power=2, final=0.1), 100, lambda o: o.polynomial_schedule(1.0, 0.1, 2, 100)),
    (Exponential(factor=0.5, every=10), 100, lambda o: o.exponential_decay(1.0, 10, 0.5)),
    (Step(every=30), 100, lambda o: o.exponential_decay(1.0, 30, 0.1, staircase=True)),
    (Piecewise(at=(30, 80), factors=(0.1, 0.01)), 100,
     lambda o: o.piecewise_constant_schedule(1.0, {30: 0.1, 80: 0.1})),
]  # fmt: skip


@pytest.mark.target
@pytest.mark.parametrize(("ours", "steps", "theirs"), OPTAX)
def test_schedules_of_optax(ours: Schedule, steps: int, theirs: Callable[[Any], Any]) -> None:
    rate = theirs(pytest.importorskip("optax"))
    clock = Clock(steps, steps, Steps)
    first = int(getattr(ours, "warmup", 0))  # optax warms up from a rate before the first step

    for step in range(first, steps):
        assert ours.multiplier(step, clock) == pytest.approx(float(rate(step)), rel=2e-6), step


def test_every_schedule_is_held_to_a_library() -> None:
    held = {type(schedule) for _, schedule, _, _ in THEIRS} | {type(s) for s, _, _ in OPTAX}

    assert held | {Plateau} == set(known(Schedule).values())


@pytest.mark.target
@pytest.mark.parametrize("patience", [1, 3])
def test_a_plateau_is_that_of_pytorch(patience: int) -> None:
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer,
        factor=0.5,
        patience=patience - 1,
        threshold=0.01,
        threshold_mode="abs",
        min_lr=0.1,
    )
    rule = Plateau(factor=0.5, patience=patience, minimum=0.01, final=0.1)
    ours = Slowing(rule, Watch("validation", "loss", 1, rule.patience, rule.minimum))
    cuts = set()
    for loss in 1 + np.random.default_rng(1).random(40):
        ours = ours.seen({"validation": {"loss": float(loss)}})
        theirs.step(loss)
        cuts.add(ours.times)

        assert ours.factor == optimizer.param_groups[0]["lr"]
        assert Slowing(rule, ours.watch.resumed(0, 0)).resumed(ours.state) == ours
    assert len(cuts) > 3


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: Piecewise(at=(1, 2), factors=(0.1,)), "has 2 times, but 1 factors"),
    (lambda: OneCycle(peak=1e-3).suit(1e-3), "up to a peak of 0.001, which is no higher"),
]


@pytest.mark.parametrize(("make", "message"), WRONG)
def test_settings_that_contradict(make: Callable[[], object], message: str) -> None:
    with pytest.raises(Misfit, match=message):
        make()
