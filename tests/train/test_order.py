"""Which rows come when, and when training ends: its arithmetic."""

from __future__ import annotations

from itertools import islice
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.catalogue.definition import Percent
from tenet.policy.duration import Clock, Epochs, Steps
from tenet.policy.optimizers.sgd import Sgd
from tenet.policy.train import Train
from tenet.train.batches import batch_count, batches, grouped, shuffled_batches, step_count
from tenet.train.course import steps
from tenet.train.watch import Watch

ROWS = st.integers(1, 200)
SIZE = st.integers(1, 50)


@given(count=ROWS, size=SIZE, seed=st.integers(0, 2**63 - 1), epoch=st.integers(0, 9))
def test_batches_partition_the_rows(count: int, size: int, seed: int, epoch: int) -> None:
    rows = np.arange(100, 100 + count)
    cut = [*shuffled_batches(rows, size, seed, epoch)]

    assert sorted(np.concatenate(cut)) == [*rows]
    assert len(cut) == batch_count(count, size)
    assert all(len(batch) == size for batch in cut[:-1])
    assert len(cut[-1]) <= size + (size > 1)


@given(count=ROWS, size=SIZE, accumulate=st.integers(1, 7))
def test_steps_partition_the_batches(count: int, size: int, accumulate: int) -> None:
    cut = [*shuffled_batches(np.arange(count), size, 0, 0)]
    steps = [*grouped(iter(cut), accumulate)]

    assert len(steps) == step_count(count, size, accumulate)
    assert [len(batch) for step in steps for batch in step] == [len(batch) for batch in cut]
    assert all(len(step) == accumulate for step in steps[:-1])


@given(count=ROWS, size=SIZE, accumulate=st.integers(1, 3), first=st.integers(0, 60))
def test_a_step_tells_what_comes_after_it(
    count: int, size: int, accumulate: int, first: int
) -> None:
    rows = np.arange(count)
    settings = Train(optimizer=Sgd(learning_rate=0.1), epochs=1, batch=size, accumulate=accumulate)
    whole = [*islice(steps(rows, settings, 3, 0), first + 5)]
    later = [*islice(steps(rows, settings, 3, first), 5)]
    epoch = step_count(count, size, accumulate)

    assert [[*map(list, step)] for step in later] == [[*map(list, s)] for s in whole[first:]]
    assert sorted(np.concatenate([b for step in whole[:epoch] for b in step])) == [*rows] or (
        first + 5 < epoch
    )


@pytest.mark.parametrize(
    ("count", "size", "lengths"),
    [
        (10, 4, [4, 4, 2]),
        (9, 4, [4, 5]),
        (8, 4, [4, 4]),
        (5, 4, [5]),
        (1, 4, [1]),
        (3, 1, [1, 1, 1]),
        (3, 2, [3]),
        (4, 9, [4]),
    ],
)
def test_a_row_is_never_left_alone(count: int, size: int, lengths: list[int]) -> None:
    assert [len(batch) for batch in batches(np.arange(count), size)] == lengths


def test_order_depends_on_seed_and_epoch_only() -> None:
    def order(seed: int, epoch: int, size: int = 7) -> list[int]:
        return [*np.concatenate([*shuffled_batches(np.arange(50), size, seed, epoch)])]

    assert order(1, 2) == order(1, 2) == order(1, 2, size=50)
    assert len({tuple(order(seed, epoch)) for seed in range(4) for epoch in range(4)}) == 16
    assert order(0, 0)[:8] == [8, 17, 22, 35, 1, 26, 48, 16], "the order is pinned"


TIMES: list[tuple[Any, Any, float]] = [
    (Clock(100, 10, Epochs), 3, 30),
    (Clock(100, 10, Steps), 3, 3),
    (Clock(100, 10, Epochs), 0.5, 5),
    (Clock(100, 10, Epochs), Percent(0.05), 5),
    (Clock(100, 10, Steps), Percent(0.05), 5),
    (Clock(100, 10, Steps), Epochs(count=2), 20),
    (Clock(100, 10, Epochs), Steps(count=7), 7),
]


@pytest.mark.parametrize(("clock", "time", "steps"), TIMES)
def test_a_duration_is_so_many_steps(clock: Clock, time: Any, steps: float) -> None:
    assert clock.steps_of(time) == pytest.approx(steps)


def watching(sign: int = 1, patience: float = 2, minimum: float = 0.0) -> Watch:
    return Watch("validation", "loss", sign, patience, minimum)


WATCHED: list[tuple[str, Watch, list[float], str, int | None]] = [
    ("falling", watching(), [3, 2, 1], "bbb", None),
    ("rising", watching(), [1, 2, 3], "b..", 3),
    ("equal-is-no-better", watching(), [1, 1, 1], "b..", 3),
    ("waits-again-after-better", watching(), [3, 4, 2, 3, 3], "b.b..", 5),
    ("higher-is-better", watching(sign=-1), [0.1, 0.5, 0.4, 0.6], "bb.b", None),
    ("minimum", watching(minimum=0.5), [3, 2.6, 2.4, 2.0], "b.b.", None),
    ("minimum-counts-from-the-best", watching(minimum=0.5, patience=3), [3, 2.7, 2.4], "b.b", None),
    ("endless", watching(patience=inf), [1, *[2] * 50], "b" + "." * 50, None),
    ("no-number-is-no-better", watching(), [1, float("nan"), float("nan")], "b..", 3),
    ("patience-of-one", watching(patience=1), [1, 2], "b.", 2),
]


@pytest.mark.parametrize(
    ("watch", "values", "better", "over"), [row[1:] for row in WATCHED], ids=[r[0] for r in WATCHED]
)
def test_watch(watch: Watch, values: list[float], better: str, over: int | None) -> None:
    seen, ended = "", None
    for number, value in enumerate(values, 1):
        before = watch
        watch, best = watch.seen({"validation": {"loss": float(value)}})
        seen += "b" if best else "."
        ended = number if watch.over and ended is None else ended
        assert before.resumed(watch.best, watch.waited) == watch

    assert seen == better
    assert ended == over
