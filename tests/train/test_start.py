"""Training that begins from the weights of another run, or from a part of them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenet.train.checkpoints import read_checkpoint
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.request import Request
from tenet.train.run import open_run

pytestmark = pytest.mark.target

Write = Callable[..., Path]


def test_some_weights_are_taken(write: Write, silent: Any, tmp_path: Path) -> None:
    first = fit(Request(write("numbers"), run=tmp_path / "first"), silent)
    taken = (
        "epochs    = 4",
        'epochs = 1\n    start = checkpoint("first/best.safetensors", only="dense.*")',
    )
    frozen = ("metrics ", 'freeze = frozen("dense.*", "dense_2.bias")\n    metrics ')
    second = fit(Request(write("numbers", taken, frozen), run=tmp_path / "second"), silent)
    source = tmp_path / "first" / "best.safetensors"
    held, now = (read_checkpoint(run / "best.safetensors").weights for run in (first, second))

    assert open_run(second).record.start == {
        "first/best.safetensors": sha256(source.read_bytes()).hexdigest()
    }
    np.testing.assert_array_equal(now["dense.weight"], held["dense.weight"])
    np.testing.assert_array_equal(now["dense.bias"], held["dense.bias"])
    assert (now["dense_2.weight"] != held["dense_2.weight"]).all()
    np.testing.assert_array_equal(now["dense_2.bias"], 0)


def test_the_average_is_kept_and_judged(write: Write, silent: Any, tmp_path: Path) -> None:
    slow = ("sgd(0.05, momentum=0.9)", "sgd(0.01)")
    longer = ("epochs    = 4", "epochs = 2\n    average = swa(start=1)")
    run = fit(Request(write("numbers", slow, longer), run=tmp_path / "run"), silent)
    best, last = (read_checkpoint(run / f"{name}.safetensors") for name in ("best", "last"))

    assert best.state["epoch"] == 2
    assert silent.epochs[1]["validation"]["loss"] == evaluate(run)["validation"]["loss"]
    for path, value in best.weights.items():
        np.testing.assert_array_equal(value, last.slots[f"{path}:average"])
        assert (value != last.weights[path]).any()
