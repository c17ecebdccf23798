"""A run from its beginning to its metrics: what is written, what is kept, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenet.backends.engine import BACKENDS, Backend
from tenet.diagnostics import TenetError
from tenet.train import history
from tenet.train.checkpoints import read_checkpoint
from tenet.train.evaluate import best_engine, evaluate
from tenet.train.fit import fit
from tenet.train.request import Request
from tenet.train.run import open_run
from tenet.train.sealing import read_sealed

pytestmark = pytest.mark.target

Write = Callable[..., Path]


def raised(code: str, act: Callable[[], object]) -> str:
    """The message of the one mistake that an act makes, which has this code."""
    with pytest.raises(TenetError) as caught:
        act()
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.rule.code == code
    return diagnostic.message


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_run_holds_everything(
    write: Write, silent: Any, tmp_path: Path, backend: Backend
) -> None:
    folder = fit(Request(write(), run=tmp_path / "run", backend=backend, seed=4), silent)
    record = open_run(folder).record
    lines = history.read(folder / "history.jsonl")
    metrics = read_sealed(folder / "metrics.json")
    best, last = (read_checkpoint(folder / f"{name}.safetensors") for name in ("best", "last"))

    assert (record.backend, record.seed, record.folder) == (backend, 4, "..")
    assert lines == silent.epochs
    assert [entry["epoch"] for entry in lines] == [1, 2, 3, 4, 5, 6]
    assert [entry["step"] for entry in lines] == [7, 14, 21, 28, 35, 42]
    assert silent.steps == [*range(1, 8)] * 6
    assert silent.reason == "all epochs are done"
    losses = [entry["validation"]["loss"] for entry in lines]
    assert best.state["epoch"] == 1 + losses.index(min(losses))
    assert last.state == {
        "epoch": 6,
        "step": 42,
        "best": min(losses),
        "waited": 6 - best.state["epoch"],
        "chosen": min(losses),
        "sofar": [{}, 0],
    }
    assert set(last.slots) == {
        f"{path}:{slot}"
        for path in last.weights
        if "running" not in path
        for slot in ("mean", "square")
    }
    assert set(metrics) == {"train", "validation", "test"}
    assert metrics["validation"]["loss"] == pytest.approx(min(losses), abs=1e-6)
    assert metrics["train"]["accuracy"] > 0.5
    assert sum(map(sum, metrics["test"]["confusion"])) == 17
    assert not [*folder.glob("*.partial"), *folder.glob(".*.partial")]


@pytest.mark.parametrize(("trainer", "judge"), [("torch", "jax"), ("jax", "torch")])
@pytest.mark.parametrize("kind", ["classes", "numbers"])
def test_the_other_backend_judges_alike(
    write: Write, silent: Any, tmp_path: Path, kind: str, trainer: Backend, judge: Backend
) -> None:
    folder = fit(Request(write(kind), run=tmp_path / "run", backend=trainer), silent)
    own, other = evaluate(folder), evaluate(folder, backend=judge)

    assert set(own) == {"train", "validation", "test"}
    for part, judgement in own.items():
        for name, value in judgement.items():
            close = value if isinstance(value, list) else pytest.approx(value, rel=1e-4, abs=1e-5)
            assert other[part][name] == close, (part, name)
    assert read_sealed(folder / "metrics.json") == own


def test_numbers_are_judged_in_their_own_units(write: Write, silent: Any, tmp_path: Path) -> None:
    run = open_run(fit(Request(write("numbers"), run=tmp_path / "run"), silent))
    prepared = run.prepared()
    prices = np.loadtxt(tmp_path / "rows.csv", delimiter=",", skiprows=1, usecols=4)
    train, test = prepared.dataset.parts["train"], prepared.dataset.parts["test"]
    _, outputs = best_engine(run, prepared).measure(test)
    estimates = outputs["estimate"][:, 0] * prices[train].std() + prices[train].mean()
    wrong = estimates - prices[test]

    judged = evaluate(run.folder, "test")["test"]

    assert judged["mae"] == pytest.approx(np.abs(wrong).mean(), rel=1e-4)
    assert judged["rmse"] == pytest.approx(np.sqrt((wrong**2).mean()), rel=1e-4)
    assert judged["loss"] == pytest.approx((wrong**2).mean() / prices[train].var(), rel=1e-4)
    assert 5 < np.abs(wrong).mean() < 200


def test_a_run_is_never_overwritten(
    write: Write, silent: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    spec = write("numbers", ("epochs    = 4", "epochs    = 1"))
    folders = [fit(Request(spec), silent) for _ in range(3)]
    before = {path: path.read_bytes() for path in folders[0].iterdir()}

    assert [str(folder) for folder in folders] == ["runs/spec", "runs/spec-2", "runs/spec-3"]
    assert "holds a run already" in raised(
        "RUN002", lambda: fit(Request(spec, run=folders[0]), silent)
    )
    assert {path: path.read_bytes() for path in folders[0].iterdir()} == before


def test_the_newest_run_goes_on(
    write: Write, silent: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    spec = write("numbers", ("epochs    = 4", "epochs    = 1"))
    for _ in range(2):
        fit(Request(spec), silent)

    assert str(fit(Request(spec, resume=True), silent)) == "runs/spec-2"
    assert len(silent.epochs) == 2, "there was nothing left to do"


def test_training_stops_early_and_keeps_the_best(write: Write, silent: Any, tmp_path: Path) -> None:
    change = ("early(patience=6)", "early(patience=2, minimum=1000)")
    folder = fit(Request(write("classes", change), run=tmp_path / "run"), silent)
    best, last = (read_checkpoint(folder / f"{name}.safetensors") for name in ("best", "last"))
    metrics = read_sealed(folder / "metrics.json")

    assert [record["epoch"] for record in silent.epochs] == [1, 2, 3]
    assert silent.reason == "`validation.loss` has not improved for 2 epochs"
    assert (best.state["epoch"], last.state["epoch"]) == (1, 3)
    assert metrics["validation"]["loss"] == pytest.approx(silent.epochs[0]["validation"]["loss"])

    fit(Request(tmp_path / "spec.tenet", run=folder, resume=True), silent)
    assert len(silent.epochs) == 3


def test_a_metric_may_be_watched(write: Write, silent: Any, tmp_path: Path) -> None:
    change = ("early(patience=6)", "early(monitor=validation.accuracy, patience=2)")
    folder = fit(Request(write("classes", change), run=tmp_path / "run"), silent)
    values = [record["validation"]["accuracy"] for record in silent.epochs]

    best = read_checkpoint(folder / "best.safetensors").state["epoch"]
    assert best == 1 + values.index(max(values))


@pytest.mark.parametrize("steps", [1, 4, 9])
def test_so_many_steps(write: Write, silent: Any, tmp_path: Path, steps: int) -> None:
    folder = fit(
        Request(write("numbers", ("epochs    = 4", f"steps = {steps}")), run=tmp_path / "run"),
        silent,
    )

    assert silent.epochs[-1]["step"] == steps
    assert len(silent.steps) == steps
    assert read_checkpoint(folder / "last.safetensors").state["step"] == steps


def test_without_validation_the_training_loss_is_watched(
    write: Write, silent: Any, tmp_path: Path
) -> None:
    change = ("train=60%, validation=20%, test=20%", "train=80%, validation=0%, test=20%")
    folder = fit(Request(write("numbers", change), run=tmp_path / "run"), silent)
    losses = [record["train"]["loss"] for record in silent.epochs]

    assert all("validation" not in record for record in silent.epochs)
    assert read_checkpoint(folder / "best.safetensors").state["epoch"] == 1 + losses.index(
        min(losses)
    )


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_loss_that_is_no_number_ends_training(
    write: Write, silent: Any, tmp_path: Path, backend: Backend
) -> None:
    change = ("sgd(0.05, momentum=0.9)", "sgd(1e30)")
    spec = write("numbers", change)
    message = raised(
        "RUN004", lambda: fit(Request(spec, run=tmp_path / "run", backend=backend), silent)
    )

    assert message.startswith(("the loss is nan at step", "the loss is inf at step"))
    assert not (tmp_path / "run" / "last.safetensors").exists()


def test_a_validation_loss_that_is_no_number_ends_training_too(
    write: Write, silent: Any, tmp_path: Path
) -> None:
    spec = write(
        "numbers", ("sgd(0.05, momentum=0.9)", "sgd(1e30)"), ("epochs    = 4", "steps = 1")
    )
    message = raised("RUN004", lambda: fit(Request(spec, run=tmp_path / "run"), silent))

    assert message.endswith(" over the 18 rows that are judged")


def test_a_param_may_be_set(write: Write, silent: Any, tmp_path: Path) -> None:
    spec = write("numbers", ("data {", "param width = 8\n\ndata {"), ("dense(8)", "dense(width)"))
    folder = fit(Request(spec, run=tmp_path / "run", overrides={"width": "3"}), silent)

    assert read_checkpoint(folder / "best.safetensors").weights["dense.weight"].shape == (3, 3)
    assert set(evaluate(folder, "test")) == {"test"}


def test_a_part_must_have_rows(write: Write, silent: Any, tmp_path: Path) -> None:
    change = ("train=60%, validation=20%, test=20%", "train=80%, validation=0%, test=20%")
    folder = fit(Request(write("numbers", change), run=tmp_path / "run"), silent)

    assert "no rows in `validation`" in raised("RUN005", lambda: evaluate(folder, "validation"))


def test_a_run_can_be_moved_with_its_spec(write: Write, silent: Any, tmp_path: Path) -> None:
    here, there = tmp_path, tmp_path.with_name(f"{tmp_path.name}-moved")
    before = evaluate(fit(Request(write("numbers"), run=here / "runs" / "a"), silent))
    here.rename(there)

    assert evaluate(there / "runs" / "a") == before


@pytest.mark.parametrize("backend", BACKENDS)
def test_statistics_need_more_than_one_row(
    write: Write, silent: Any, tmp_path: Path, backend: Backend
) -> None:
    spec = write("classes", ("batch     = 8", "batch = 1"))
    message = raised(
        "RUN010", lambda: fit(Request(spec, run=tmp_path / "run", backend=backend), silent)
    )
    assert message == "`batch_norm` takes the variance over a batch, but a batch is one row"

    places = ("x -> dense(8) -> batch_norm", "x -> reshape(3, 1) -> batch_norm -> flatten")
    spec = write("classes", ("batch     = 8", "batch = 1"), places, ("epochs    = 6", "steps = 3"))
    fit(Request(spec, run=tmp_path / "run", backend=backend), silent)
    assert silent.epochs[-1]["step"] == 3


def test_rounds_are_what_the_spec_says(write: Write, silent: Any, tmp_path: Path) -> None:
    changes = (
        ("stop      = early(patience=6)", "validate = every(steps(9))"),
        ("metrics   = [", "checkpoint = [best(validation.accuracy), last(3)]\n    metrics = ["),
    )
    folder = fit(Request(write("classes", *changes), run=tmp_path / "run"), silent)
    lines = history.read(folder / "history.jsonl")
    accuracies = [entry["validation"]["accuracy"] for entry in lines]
    kept = [
        folder / name for name in ("last.safetensors", "last-2.safetensors", "last-3.safetensors")
    ]

    assert [entry["step"] for entry in lines] == [9, 18, 27, 36, 42]
    assert [entry["epoch"] for entry in lines] == [2, 3, 4, 6, 6]
    best = lines[accuracies.index(max(accuracies))]
    assert read_checkpoint(folder / "best.safetensors").state["step"] == best["step"]
    assert [read_checkpoint(path).state["step"] for path in kept] == [42, 36, 27]
    assert sorted(folder.glob("last*")) == sorted(kept)
