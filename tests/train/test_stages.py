"""Training that grows in stages: fewer rows, shorter sequences, frozen parts and other rates, each until its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.backends.engine import BACKENDS
from tenet.data.arrays import Indices, Ragged, Values
from tenet.policy.duration import Clock, Epochs, Steps
from tenet.policy.optimizers.sgd import Sgd
from tenet.policy.staging import Stage
from tenet.policy.train import Train
from tenet.source import Source
from tenet.train.checkpoints import read_checkpoint
from tenet.train.course import course, steps
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.motions import motions
from tenet.train.prepare import Prepared, prepare
from tenet.train.request import Request
from tenet.train.sealing import read_sealed
from tenet.train.stages import rate_at, stretches

SPEC = """data {
    source = csv("series.csv")
    rows   = group("series", order="time")
    x      = column("x") -> standardize
    kind   = column("kind") -> first -> categories(0..1)
    split  = random(train=60%, validation=20%, test=20%, seed=1)
}

network(x: f32[T]) -> probability {
    probability = x -> unsqueeze(-1) -> dense(4, name="reader") -> tanh -> mean(axis=0) -> dense(2, name="head") -> softmax
}

train {
    loss      = cross_entropy(probability, kind)
    optimizer = nadam(1e-2)
    batch     = 9
    epochs    = 4
    stages    = [stage(until=25%, length=3, rows=50%), stage(until=75%, length=6, freeze="head.*", learning_rate=1e-3)]
}
"""


def table() -> str:
    """Thirty series of 2 to 8 places."""
    random = np.random.default_rng(3)
    places = [(series, time) for series in range(30) for time in range(random.integers(2, 9))]
    lines = (f"s{s:02d},{time},{random.normal():.4f},{s % 2}" for s, time in places)
    return "\n".join(["series,time,x,kind", *lines]) + "\n"


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The spec beside its table."""
    folder = tmp_path_factory.mktemp("series")
    (folder / "series.csv").write_text(table())
    (folder / "spec.tenet").write_text(SPEC)
    return folder / "spec.tenet"


@pytest.fixture(scope="module")
def prepared(spec: Path) -> Prepared:
    """The experiment with its data."""
    return prepare(Source(str(spec), SPEC), spec.parent, {})


def settings_of(*stages: Stage, **others: Any) -> Train:
    return Train(optimizer=Sgd(learning_rate=0.1), epochs=6, stages=stages, **others)


@given(
    count=st.integers(2, 40),
    size=st.integers(1, 9),
    share=st.floats(0.05, 1),
    first=st.integers(0, 60),
)
def test_a_stage_goes_through_its_own_rows(count: int, size: int, share: float, first: int) -> None:
    few, more = min(share, 0.5), share
    stages = (Stage(until=Steps(count=7), rows=few), Stage(until=Steps(count=20), rows=more))
    settings = settings_of(*stages, batch=size)
    rows = np.arange(count) + 100
    whole = [*islice(steps(rows, settings, 3, 0), first + 70)]
    later = [*islice(steps(rows, settings, 3, first), 5)]
    seen = [
        {int(row) for step in part for batch in step for row in batch}
        for part in (whole[:7], whole[7:20], whole[20:])
    ]

    assert [[*map(list, step)] for step in later] == [
        [*map(list, s)] for s in whole[first : first + 5]
    ]
    assert len(seen[0]) <= int(np.ceil(few * count))
    assert len(seen[1]) <= int(np.ceil(more * count))
    assert seen[2] == {*rows.tolist()} or len(whole) - 20 < -(-count // size)
    ordered = [s.chosen(rows, 3).tolist() for s in stretches(settings, Clock(99, 9, Epochs))]
    assert {*ordered[0]} <= {*ordered[1]} <= {*ordered[2]}
    assert seen[0] <= {*ordered[0]}
    assert seen[1] <= {*ordered[1]}


def test_times_rates_and_frozen_parts(prepared: Prepared) -> None:
    settings, clock = prepared.plan.settings, Clock(40, 10, Epochs)
    found = motions(settings, prepared.parameters, clock)

    assert [(s.begin, s.end) for s in stretches(settings, clock)] == [
        (0, 10),
        (10, 30),
        (30, np.inf),
    ]
    assert [rate_at(settings, clock, step) for step in (0, 9, 10, 29, 30)] == [
        1e-2,
        1e-2,
        1e-3,
        1e-3,
        1e-2,
    ]
    still = {path: motion.still for path, motion in found.items() if motion.still}
    assert still == {"head.weight": ((10, 30),), "head.bias": ((10, 30),)}
    assert [found["head.bias"].moved(step) for step in (5, 10, 20, 30, 31)] == [5, 10, 10, 10, 11]


class Eater:
    """What is fed, and remembers it."""

    def __init__(self) -> None:
        self.meals: list[Mapping[str, Values]] = []

    def feed(self, rows: Mapping[str, Values]) -> None:
        """One more meal."""
        self.meals.append(rows)

    def expect(self, batches: Sequence[Indices]) -> None:
        """What comes is no meal yet."""


@pytest.mark.parametrize("first", [0, 1, 3, 6])
def test_sequences_are_cut_for_training_alone(prepared: Prepared, first: int) -> None:
    clock, eater = prepared.clock, Eater()
    whole, parts = prepared.dataset.fields["x"], prepared.dataset.parts
    assert isinstance(whole, Ragged)
    assert clock.steps == 8
    for step, _ in islice(course(eater, prepared, 1, first), 8 - first):
        most = 3 if step < 2 else 6 if step < 6 else 99
        x = eater.meals[-1]["x"]
        assert isinstance(x, Ragged)
        expected = whole.lengths.copy()
        expected[parts["train"]] = np.minimum(expected[parts["train"]], most)
        np.testing.assert_array_equal(x.lengths, expected)
        (size,) = prepared.turns[0].lengths(prepared.dataset.fields)
        np.testing.assert_array_equal(eater.meals[-1][size], expected)
        row = parts["train"][:1]
        np.testing.assert_array_equal(x[row].places, whole[row].places[:most])

    assert len(eater.meals) == 1 + sum(boundary > first for boundary in (2, 6))


@pytest.mark.target
def test_backends_agree_and_judge_whole_rows(spec: Path, quiet: Any, tmp_path: Path) -> None:
    runs = {b: fit(Request(spec, run=tmp_path / b, backend=b), quiet) for b in BACKENDS}
    ours, theirs = (read_checkpoint(run / "last.safetensors").weights for run in runs.values())

    for path, value in ours.items():
        np.testing.assert_allclose(value, theirs[path], rtol=0, atol=2e-5, err_msg=path)
    assert read_sealed(runs["torch"] / "metrics.json") == evaluate(runs["torch"])


class Leaving(Exception):
    """Somebody pulls the plug."""


@pytest.mark.target
@pytest.mark.parametrize("epoch", [2, 3])
def test_a_broken_run_goes_on_in_its_stage(
    spec: Path, quiet: Any, tmp_path: Path, epoch: int
) -> None:
    class Impatient(type(quiet)):  # type: ignore[misc]  # a fixture's class
        def step(self, done: int) -> None:
            if len(self.epochs) == epoch:
                raise Leaving

    whole, broken = tmp_path / "whole", tmp_path / "broken"
    fit(Request(spec, run=whole), quiet)
    with pytest.raises(Leaving):
        fit(Request(spec, run=broken), Impatient())
    fit(Request(spec, run=broken, resume=True), quiet)

    ours, theirs = (read_checkpoint(run / "last.safetensors") for run in (broken, whole))
    for path, value in {**theirs.weights, **theirs.slots}.items():
        np.testing.assert_array_equal({**ours.weights, **ours.slots}[path], value, err_msg=path)
