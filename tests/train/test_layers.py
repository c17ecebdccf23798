"""Layers that are looked into while they learn: what is measured is right, and nothing moves by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenet.backends.engine import BACKENDS
from tenet.cli.main import run
from tenet.train import history
from tenet.train.checkpoints import read_checkpoint
from tenet.train.fit import fit
from tenet.train.request import Request

pytestmark = pytest.mark.target

CHANGES = (
    ("sgd(0.05, momentum=0.9)", "sgd(0.05)"),
    ("dense(8) -> tanh", "dense(8) -> batch_norm -> relu -> dropout(10%)"),
    ("batch     = 16", "batch     = 64"),
    ("epochs    = 4", "epochs    = 2\n    checkpoint = last(2)"),
)
"""One step an epoch, so that checkpoints stand before a step and behind it."""


def test_layers_are_measured_and_nothing_moves(write: Callable[..., Path], tmp_path: Path) -> None:
    spec, samples = write("numbers", *CHANGES), []
    for backend in BACKENDS:
        plain = fit(Request(spec, backend=backend, run=tmp_path / f"plain-{backend}"))
        seen = fit(Request(spec, backend=backend, run=tmp_path / backend, layers=True))
        assert (plain / "best.safetensors").read_bytes() == (seen / "best.safetensors").read_bytes()

        (first, last) = history.read(seen / "history.jsonl")
        before, after = (
            read_checkpoint(seen / f"{name}.safetensors").weights["dense.weight"]
            for name in ("last-2", "last")
        )
        layer = last["layers"]["dense"]
        moved = np.sqrt(np.mean((after - before) ** 2.0))
        assert layer["update"] == pytest.approx(moved / np.sqrt(np.mean(before**2.0)), rel=1e-5)
        assert layer["gradient"] == pytest.approx(moved / last["learning_rate"], rel=1e-4)
        assert layer["scale"] == pytest.approx(layer["predicted"], rel=0.5)
        assert set(last["layers"]) == {"dense", "relu", "dense_2"}
        samples.append(first["layers"])  # before any update, and so before what is drawn tells

    assert samples[0]["dense"]["scale"] == pytest.approx(samples[1]["dense"]["scale"], rel=1e-5)
    assert samples[0]["relu"] == samples[1]["relu"]


def test_the_command_writes_them_and_shows_them_not(
    write: Callable[..., Path], tmp_path: Path, capsys: Any
) -> None:
    spec = write("numbers", *CHANGES)
    code = run(["train", str(spec), "--layers", "--tensorboard", "--run", str(tmp_path / "run")])

    assert code == 0
    assert "scale" not in "".join(capsys.readouterr())
    events = (tmp_path / "run" / "tensorboard" / "events.out.tfevents.tenet").read_bytes()
    assert b"layers/dense/update" in events
