"""Training that is killed, at any moment, goes on to exactly the weights of training that was not."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenet.backends.engine import BACKENDS, Backend
from tenet.train.checkpoints import read_checkpoint
from tenet.train.fit import fit
from tenet.train.history import read
from tenet.train.request import Request

Write = Callable[..., Path]

CHILD = """
import os, signal, sys
from pathlib import Path
from tenet.train import fit as fitting, keeping
from tenet.train.request import Request

spec, run, backend, resume, event, count = sys.argv[1:]
left = int(count)

def happened(what):
    global left
    if what == event:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

class Watcher:
    def started(self, run, epochs, steps): happened("started")
    def step(self, done): happened("step")
    def epoch(self, record): happened("epoch")
    def noticed(self, message): happened("noticed")
    def ended(self, reason): happened("ended")

write, sync = fitting.write_checkpoint, os.fsync

def writing(path, checkpoint):
    happened("before " + path.stem)
    write(path, checkpoint)
    happened("after " + path.stem)

def syncing(descriptor):
    happened("half")
    sync(descriptor)

fitting.write_checkpoint = keeping.write_checkpoint = writing
os.fsync = syncing
asked = Request(Path(spec), run=Path(run), backend=backend, resume=resume == "yes")
fitting.fit(asked, Watcher())
happened("never")
"""

MOMENTS: dict[str, list[tuple[str, int]]] = {
    "before-the-first-checkpoint": [("step", 5)],
    "again-and-again": [
        ("step", 10),  # in the second epoch
        ("before last", 1),  # best and history know of an epoch that last does not
        ("half", 5),  # a file is written, but not yet in its place
        ("after last", 1),  # before anyone is told
    ],
    "inside-an-epoch": [
        ("step", 12),  # in the second epoch, after a checkpoint at its third step
        ("after last", 1),  # in the middle of the epoch
        ("before last", 2),  # the last is called the one before already
    ],
    "before-the-metrics": [("epoch", 6)],
}


CHANGES = [
    (),
    (
        ("cosine(warmup=10%)", "plateau(warmup=10%, factor=0.5, patience=1, minimum=0.1)"),
        ("adamw(1e-2, weight_decay=1e-3)", "nadam(1e-2, weight_decay=1e-3)"),
        ("batch     = 8", ("batch = 4\n    mix = mixup(0.4)\n    accumulate = 2\n    clip = global_norm(0.5)\n"
         "    groups = [group(biases, norms, weight_decay=0.1, learning_rate=1e-3)]\n"
         '    freeze = frozen("dense.*", "batch_norm.*", until=30%)\n    average = ema(0.9, start=1)'
         '\n    stages = [stage(until=30%, rows=55%), stage(until=60%, learning_rate=1e-3)]')),
        ("cross_entropy(probability, species)",
         "cross_entropy(probability, species, class_weights=balanced, label_smoothing=5%)"),
    ),
]  # fmt: skip
"""What is killed again and again trains with all that a checkpoint must hold."""
BETWEEN = (
    *CHANGES[1],
    ("stop      = early(patience=6)", "validate = every(steps(9))\n    precision = f16"),
    (
        "metrics   =",
        "checkpoint = [best(validation.accuracy), last(3), every(steps(5))]\n    metrics   =",
    ),
)
"""What is killed inside of a round, which begins and ends inside of epochs."""


@pytest.mark.target
@pytest.mark.parametrize("moments", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_killed_training_goes_on(
    write: Write, silent: Any, tmp_path: Path, backend: Backend, moments: list[tuple[str, int]]
) -> None:
    changes = BETWEEN if moments[0][1] == 12 else CHANGES[len(moments) > 1]
    spec, run = write("classes", *changes), tmp_path / "killed"
    for number, (event, count) in enumerate(moments):
        resume = "yes" if number else "no"
        arguments = [str(spec), str(run), backend, resume, event, str(count)]
        done = subprocess.run(
            [sys.executable, "-c", CHILD, *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == -signal.SIGKILL, done.stderr

    fit(Request(spec, run=run, resume=True), silent)

    assert_same(run, fit(Request(spec, run=tmp_path / "whole", backend=backend), silent))


def assert_same(killed: Path, whole: Path) -> None:
    for name in ("best", "last"):
        ours, theirs = (read_checkpoint(run / f"{name}.safetensors") for run in (killed, whole))
        assert ours.state == theirs.state
        for path, value in {**theirs.weights, **theirs.slots}.items():
            held = {**ours.weights, **ours.slots}[path]
            np.testing.assert_array_equal(held, value, err_msg=f"{path} in {name}")
    for name in ("metrics.json", "pipeline.json", "spec.tenet"):
        assert (killed / name).read_bytes() == (whole / name).read_bytes(), name
    assert history(killed) == history(whole)
    assert {path.name for path in killed.iterdir()} == {path.name for path in whole.iterdir()}


def history(run: Path) -> list[dict[str, Any]]:
    """What the history says, but for the time that it took."""
    return [
        {k: v for k, v in record.items() if k != "seconds"}
        for record in read(run / "history.jsonl")
    ]
