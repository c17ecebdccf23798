"""The table of trainings in which PyTorch and JAX are compared: every network, optimizer, schedule, bound and penalty."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tenet.backends.engine import Precision
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.source import Source
from tenet.train.parity import Parity, pairs
from tenet.train.prepare import Prepared
from tenet.train.trial import Trial, trial

STEPS = 20
NETWORKS = {
    "mlp": "x -> dense(6) -> layer_norm -> tanh -> dense(5) -> gelu",
    "cnn": "x -> reshape(1, 4, 3) -> conv(3, 3) -> batch_norm -> relu -> dropout(20%) -> flatten",
    "gru": "x -> reshape(4, 3) -> gru(5) -> last -> dropout(20%)",
}
OPTIMIZERS = {
    "sgd": "sgd(0.05)",
    "momentum": "sgd(0.05, momentum=0.9, weight_decay=0.01)",
    "nesterov": "sgd(0.05, momentum=0.8, nesterov=true)",
    "adam": "adam(0.01)",
    "adamw": "adamw(0.01, weight_decay=0.1)",
    "amsgrad": "adam(0.01, amsgrad=true, weight_decay=0.1)",
    "nadam": "nadam(0.01)",
    "rmsprop": "rmsprop(0.01)",
    "rmsprop_centered": "rmsprop(0.01, alpha=0.9, eps=1e-3, momentum=0.8, centered=true)",
    "adagrad": "adagrad(0.05)",
    "adadelta": "adadelta(0.05)",
    "lion": "lion(0.001, weight_decay=0.1)",
}
SCHEDULES = {
    "constant": "constant",
    "cosine": "cosine(warmup=10%)",
    "restarts": "cosine(cycles=2, stretch=2, final=0.1)",
    "linear": "linear(warmup=steps(3))",
    "polynomial": "polynomial(power=2)",
    "exponential": "exponential(factor=0.8)",
    "step": "step(every=1, factor=0.5)",
    "piecewise": "piecewise(at=[1, 50%], factors=[0.5, 0.1])",
    "inverse_sqrt": "inverse_sqrt(warmup=20%)",
    "one_cycle": "one_cycle(peak={peak})",
    "plateau": "plateau(warmup=10%)",
}
CLIPS = {"free": "", "norm": "clip = global_norm(0.5)", "value": "clip = value(0.02)"}
PENALTIES = {
    "bare": "",
    "l1": " + 1e-3 * l1(weights)",
    "l2": " + 1e-2 * l2(weights)",
    "elastic": " + 1e-3 * l1(weights) + 1e-2 * l2(weights) + 1e-3 * l1(code)",
}
SPEC = """data {{
    source = csv("rows.csv")
    x      = columns("x*") -> standardize
    kind   = column("kind") -> categories(0..2)
    split  = random(train=80%, validation=20%, seed=1)
}}

network(x: f32[12]) -> probability, code {{
    code = {network}
    probability = code -> dense(3) -> softmax
}}

train {{
    loss      = cross_entropy(probability, kind){penalty}
    optimizer = {optimizer}
    schedule  = {schedule}
    {clip}
    batch     = 8
    epochs    = 4
}}
"""
COLUMNS = [[*NETWORKS], [*OPTIMIZERS], [*CLIPS], [*PENALTIES]]
Choice = tuple[str, str, str, str]
"""Network, optimizer, bound and penalty: what a program is made of. A schedule only hands it other rates."""


def choices() -> list[Choice]:
    """Every program of the table."""
    return [*itertools.product(*COLUMNS)]  # type: ignore[list-item]


def covering(columns: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Few rows in which any two entries of two columns meet, chosen greedily, always the same."""
    pairs = {
        (i, a, j, b)
        for (i, first), (j, second) in itertools.combinations(enumerate(columns), 2)
        for a in first
        for b in second
    }
    every, rows = [*itertools.product(*columns)], []

    def met(row: tuple[str, ...]) -> set[tuple[int, str, int, str]]:
        return {
            (i, a, j, b) for (i, a), (j, b) in itertools.combinations(enumerate(row), 2)
        } & pairs

    while pairs:
        rows.append(max(every, key=lambda row: len(met(row))))
        pairs -= met(rows[-1])
    return rows


def some_rows(each: int) -> list[tuple[Choice, list[str]]]:
    """Programs in which any two entries meet, with so many schedules each that any schedule meets any entry.

    One penalty stands for all, since it is made of them.
    """
    columns = [*COLUMNS[:3], ["bare", "elastic"]]
    left = {(i, a, s) for i, column in enumerate(columns) for a in column for s in SCHEDULES}
    found = []
    for row in covering(columns):
        new = {s: sum((i, a, s) in left for i, a in enumerate(row)) for s in SCHEDULES}
        some = sorted(SCHEDULES, key=lambda s: -new[s])[:each]
        left -= {(i, a, s) for i, a in enumerate(row) for s in some}
        network, optimizer, clip, penalty = row
        found.append(((network, optimizer, clip, penalty), some))
    assert not left, left
    return found


def table(folder: Path) -> None:
    """Effect: the folder holds the rows that all trainings learn."""
    random = np.random.default_rng(5)
    cells = random.normal(2, 3, (50, 12))
    kinds = (cells @ random.standard_normal((12, 3))).argmax(1)
    lines = [",".join([*(f"x{i}" for i in range(12)), "kind"])]
    lines += [
        ",".join([*(f"{v:.6f}" for v in row), str(k)]) for row, k in zip(cells, kinds, strict=True)
    ]
    (folder / "rows.csv").write_text("\n".join(lines) + "\n")


def text(choice: Choice, schedule: str) -> str:
    """The spec of a training."""
    network, optimizer, clip, penalty = choice
    rate = float(re.findall(r"[\d.]+", OPTIMIZERS[optimizer])[0])
    return SPEC.format(
        network=NETWORKS[network],
        optimizer=OPTIMIZERS[optimizer],
        clip=CLIPS[clip],
        penalty=PENALTIES[penalty],
        schedule=SCHEDULES[schedule].format(peak=2 * rate),
    )


def parities(
    folder: Path, choice: Choice, schedules: Sequence[str], precisions: Sequence[Precision]
) -> Iterator[tuple[str, Parity]]:
    """How far the backends are apart with each of the schedules, in some precisions.

    The whole chain runs, from the text to the losses; programs are compiled once for all schedules.
    """
    spec = folder / "spec.tenet"
    spec.write_text(text(choice, schedules[0]))
    for pair in pairs(trial(spec), precisions):
        for schedule in schedules:
            made = replace(pair, trial=scheduled(pair.trial, choice, schedule))
            (found,) = made.compared(STEPS)
            yield schedule, found


def scheduled(made: Trial, choice: Choice, schedule: str) -> Trial:
    """The same trial with the schedule that the text with it means."""
    source = Source("spec.tenet", text(choice, schedule))
    plan = elaborate(source, None, made.prepared.dataset.pipeline.types).sound().train
    assert plan is not None
    (turn,) = made.prepared.turns
    turn = replace(turn, plan=replace(turn.plan, settings=plan.settings))
    return replace(
        made, prepared=Prepared(made.prepared.experiment, made.prepared.dataset, (turn,))
    )
