"""What was damaged is told apart from what is whole, in words, and what is whole is never lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save

from tenet.atomic import write_atomically
from tenet.backends.engine import threads
from tenet.diagnostics import TenetError
from tenet.train import history
from tenet.train.checkpoints import Checkpoint, read_checkpoint, write_checkpoint
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.request import Request
from tenet.train.run import open_run
from tenet.train.sealing import read_sealed, sealed, write_sealed

Write = Callable[..., Path]

CHECKPOINT = Checkpoint(
    {
        "dense.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
        "parameter": np.array(2.5, np.float32),
        "norm.running_mean": np.array([], np.float32),
    },
    {"dense.weight:mean": np.ones((2, 3), np.float64)},
    {"epoch": 3, "step": 30, "best": 0.125, "waited": 2},
)


def test_a_checkpoint_comes_back_whole(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "a", CHECKPOINT)
    read = read_checkpoint(tmp_path / "a")

    assert read.state == CHECKPOINT.state
    for ours, theirs in ((read.weights, CHECKPOINT.weights), (read.slots, CHECKPOINT.slots)):
        assert set(ours) == set(theirs)
        for name, value in ours.items():
            assert (value.dtype, value.shape) == (theirs[name].dtype, theirs[name].shape)
            np.testing.assert_array_equal(value, theirs[name])


@pytest.mark.parametrize("where", ["replace", "open", "fsync"])
def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    path = tmp_path / "last.safetensors"
    write_checkpoint(path, CHECKPOINT)
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    owner: Any = {"replace": Path, "open": Path, "fsync": os}[where]
    with monkeypatch.context() as patch:
        patch.setattr(owner, where, fail)
        with pytest.raises(OSError, match="no space"):
            write_atomically(path, b"half")

    assert path.read_bytes() == before
    assert [*tmp_path.iterdir()] == [path]


GOOD = {"weights": np.zeros(2, np.float32)}
BAD_FILES = {
    "empty": b"",
    "text": b"not a checkpoint at all",
    "half": save(GOOD, {"tenet": "{}"})[:-3],
    "more": save(GOOD, {"tenet": "{}"}) + b"x",
    "state-is-no-json": save(GOOD, {"tenet": "{"}),
    "header-too-long": (2**40).to_bytes(8, "little") + b"{}",
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_a_damaged_file_is_no_checkpoint(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "last.safetensors"
    path.write_bytes(content)

    with pytest.raises(TenetError, match=r"last\.safetensors is no checkpoint") as caught:
        read_checkpoint(path)
    assert caught.value.diagnostics[0].rule.code == "RUN007"
    with pytest.raises(TenetError, match="is no checkpoint"):
        read_checkpoint(tmp_path)


@pytest.fixture
def run(write: Write, silent: Any, tmp_path: Path) -> Path:
    """A run of two epochs out of two."""
    spec = write("numbers", ("epochs    = 4", "epochs    = 2"))
    return fit(Request(spec, run=tmp_path / "run"), silent)


def resumed(run: Path, watcher: Any) -> None:
    fit(Request(run.parent / "spec.tenet", run=run, resume=True), watcher)


STATES = ("last.safetensors", "last-2.safetensors")
"""Where training stood at the last two checkpoints."""


def changed(run: Path, change: Callable[[Checkpoint], Checkpoint]) -> None:
    for name in STATES:
        write_checkpoint(run / name, change(read_checkpoint(run / name)))


def _cut(run: Path) -> None:
    for name in STATES:
        (run / name).write_bytes(b"\x10")


def _flipped(path: Path) -> None:
    """Effect: one bit of the last number is another."""
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(bytes(content))


def without(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != key}


def _lost_weight(c: Checkpoint) -> Checkpoint:
    return Checkpoint(without(c.weights, "dense.bias"), c.slots, c.state)


def _grown_weight(c: Checkpoint) -> Checkpoint:
    grown = np.zeros((9, 3), np.float32)
    return Checkpoint({**c.weights, "dense.weight": grown}, c.slots, c.state)


def _unknown_slot(c: Checkpoint) -> Checkpoint:
    return Checkpoint(c.weights, {**c.slots, "conv.weight:momentum": np.zeros(3)}, c.state)


def _lost_state(c: Checkpoint) -> Checkpoint:
    return Checkpoint(c.weights, c.slots, without(c.state, "step"))


def _edit(run: Path, **changes: object) -> None:
    record = json.loads((run / "run.json").read_text()) | changes
    (run / "run.json").write_text(json.dumps(record))


def _edited(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def _more_rows(run: Path) -> None:
    with (run.parent / "rows.csv").open("a") as file:
        file.write("1,2,3,ash,1000\n")


DAMAGE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "weight-lost": ("RUN007", lambda run: changed(run, _lost_weight)),
    "weight-grown": ("RUN007", lambda run: changed(run, _grown_weight)),
    "slot-unknown": ("RUN007", lambda run: changed(run, _unknown_slot)),
    "state-lost": ("RUN007", lambda run: changed(run, _lost_state)),
    "last-cut": ("RUN007", _cut),
    "best-flipped": ("RUN007", lambda run: _flipped(run / "best.safetensors")),
    "best-cut": ("RUN007", lambda run: (run / "best.safetensors").write_bytes(b"\x10")),
    "best-lost": ("RUN007", lambda run: (run / "best.safetensors").unlink()),
    "record-lost": ("RUN001", lambda run: (run / "run.json").unlink()),
    "record-cut": ("RUN001", lambda run: (run / "run.json").write_text('{"version": 1')),
    "record-binary": ("RUN001", lambda run: (run / "run.json").write_bytes(b"\xff\x00")),
    "record-other": ("RUN001", lambda run: (run / "run.json").write_text("[]")),
    "record-newer": ("RUN001", lambda run: _edit(run, version=99)),
    "backend-unknown": ("RUN001", lambda run: _edit(run, backend="abacus")),
    "spec-lost": ("RUN001", lambda run: (run / "spec.tenet").unlink()),
    "spec-binary": ("RUN001", lambda run: (run / "spec.tenet").write_bytes(b"\xff\xfe\x00")),
    "spec-flipped": ("RUN001", lambda run: _flipped(run / "spec.tenet")),
    "spec-cut": ("RUN001", lambda run: (run / "spec.tenet").write_bytes(b"data {")),
    "pipeline-flipped": ("RUN001", lambda run: _flipped(run / "pipeline.json")),
    "pipeline-lost": ("RUN001", lambda run: (run / "pipeline.json").unlink()),
    "record-edited": ("RUN001", lambda run: _edit(run, seed=1)),
    "history-flipped": ("RUN009", lambda run: _edited(run / "history.jsonl", "loss", "lass")),
    "data-changed": ("RUN003", _more_rows),
    "history-no-json": ("RUN009", lambda run: (run / "history.jsonl").write_text("epoch 1\n{}\n")),
    "history-no-step": ("RUN009", lambda run: (run / "history.jsonl").write_text("[1]\n5\n")),
    "history-binary": ("RUN009", lambda run: (run / "history.jsonl").write_bytes(b"\xff\n\x00\n")),
}


@pytest.mark.target
@pytest.mark.parametrize(("code", "damage"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_told(
    run: Path, silent: Any, code: str, damage: Callable[[Path], object]
) -> None:
    damage(run)

    with pytest.raises(TenetError) as caught:
        resumed(run, silent)

    assert [d.rule.code for d in caught.value.diagnostics] == [code]
    assert str(run.name) in str(caught.value)


EVALUATED = ("best-cut", "best-lost", "record-lost", "spec-lost", "data-changed")


@pytest.mark.target
@pytest.mark.parametrize("name", EVALUATED)
def test_damage_is_told_to_those_who_evaluate(run: Path, name: str) -> None:
    code, damage = DAMAGE[name]
    damage(run)

    with pytest.raises(TenetError) as caught:
        evaluate(run)

    assert [d.rule.code for d in caught.value.diagnostics] == [code]


@pytest.mark.target
@pytest.mark.parametrize("damage", [_flipped, Path.unlink], ids=["flipped", "lost"])
def test_the_checkpoint_before_stands_in(
    run: Path, silent: Any, damage: Callable[[Path], object]
) -> None:
    whole = {path.name: path.read_bytes() for path in run.glob("*.safetensors")}
    damage(run / "last.safetensors")
    resumed(run, silent)

    assert {name: (run / name).read_bytes() for name in whole} == whole
    assert [entry["epoch"] for entry in silent.epochs[-1:]] == [2]
    assert [message.partition(" is ")[2][:7] for message in silent.messages] == (
        ["damaged"] if damage is _flipped else []
    )


@pytest.mark.target
def test_other_threads_are_told(run: Path, silent: Any) -> None:
    held = read_sealed(run / "run.json")
    write_sealed(run / "run.json", held | {"threads": held["threads"] + 3})
    resumed(run, silent)

    (told,) = silent.messages
    assert f"began with {held['threads'] + 3} threads, and goes on with {held['threads']}" in told
    assert f"OMP_NUM_THREADS={held['threads'] + 3} prevents it" in told


@pytest.mark.target
def test_threads_of_jax_are_those_of_xla(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPROC", "7")
    assert threads("jax") == ("NPROC", 7)
    monkeypatch.delenv("NPROC")
    assert threads("jax")[1] >= 1


@pytest.mark.target
def test_a_lost_history_is_no_hindrance(run: Path, silent: Any) -> None:
    (run / "history.jsonl").unlink()
    resumed(run, silent)

    assert (run / "history.jsonl").read_text() == ""


LINES = [json.dumps(sealed({"step": step})) + "\n" for step in (1, 2, 3)]


@pytest.mark.parametrize(
    ("content", "step", "left"),
    [
        ("".join(LINES), 3, 3),
        ("".join(LINES), 2, 2),
        ("".join(LINES), 0, 0),
        ("".join(LINES) + '{"ste', 3, 3),
        ("".join(LINES)[:-1], 3, 2),
        ("", 5, 0),
    ],
)
def test_history_is_cut_where_the_checkpoint_ends(
    tmp_path: Path, content: str, step: int, left: int
) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(content)

    history.cut(path, step)
    history.append(path, {"step": step + 1, "loss": 0.5, "remark": "größer"})

    lines = path.read_text("utf-8").splitlines(keepends=True)
    assert lines[:-1] == LINES[:left]
    assert history.read(path)[-1] == {"step": step + 1, "loss": 0.5, "remark": "größer"}


def test_a_folder_without_a_record_is_no_run(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(TenetError, match=r"is no run: it has no run\.json"):
            open_run(folder)
