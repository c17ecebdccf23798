"""A disk that fails, at whatever call: what happened is said, and what was written before goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.properties.share import WHOLE
from tests.train.failing import FAULTS, Disk, failing

from tenet.backends.engine import Backend
from tenet.cli.main import run as tenet
from tenet.deploy.export import export
from tenet.diagnostics import TenetError
from tenet.train.checkpoints import read_checkpoint
from tenet.train.fit import fit
from tenet.train.history import read
from tenet.train.request import Request

pytestmark = [
    pytest.mark.target,
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="what a file is called is asked"),
]
Write = Callable[..., Path]
SHORT = (
    ("epochs    = 6", "epochs    = 2"),
    ("metrics   =", "checkpoint = [last(2), every(steps(3))]\n    metrics   ="),
)
"""Two epochs of seven steps, with a checkpoint inside of each."""


def points(disk: Disk, fault: str, every: int = 1) -> list[int]:
    """The calls that are made to fail in turn, counted from 1: all of them, or for each kind of fault others."""
    step = 1 if WHOLE else len(FAULTS) * every
    return [*range(1 + [*FAULTS].index(fault) % step, len(disk.calls) + 1, step)]


def content(run: Path) -> dict[str, object]:
    """All that a run holds, but for the time that it took."""
    held: dict[str, object] = {p.name: p.read_bytes() for p in run.iterdir()}
    held["history.jsonl"] = [
        {k: v for k, v in record.items() if k != "seconds"}
        for record in read(run / "history.jsonl")
    ]
    return held


CASES: list[tuple[Backend, str, int]] = [
    ("torch", "full", 2),
    ("torch", "error", 2),
    ("torch", "torn", 2),
    # Both write the same files by the same functions, and JAX compiles in every life.
    ("jax", "torn", 40),
]


@pytest.mark.parametrize(("backend", "fault", "every"), CASES)
def test_a_run_survives_its_disk(  # fixtures
    write: Write, silent: Any, tmp_path: Path, backend: Backend, fault: str, every: int
) -> None:
    spec = write("classes", *SHORT)
    with failing(Disk(tmp_path / "runs")) as counted:
        whole = content(fit(Request(spec, run=tmp_path / "runs" / "r", backend=backend), silent))

    assert len(counted.calls) > 60
    for number in points(counted, fault, every):
        run = tmp_path / f"runs-{number}" / "r"
        survive(spec, run, Disk(run.parent, FAULTS[fault], number), silent, backend)
        assert content(run) == whole, (number, counted.calls[number - 1])


def survive(spec: Path, run: Path, disk: Disk, watcher: Any, backend: Backend) -> None:
    """Effect: the run is whole, though its disk failed. What is there in between is whole too."""
    with failing(disk), pytest.raises(TenetError) as caught:
        fit(Request(spec, run=run, backend=backend), watcher)
    (found,) = caught.value.diagnostics
    assert found.rule.code == "RUN014"
    assert found.message.startswith(f"cannot write {disk.folder}")
    begun = (run / "run.json").exists()
    assert ("`--resume`" in str(found.help)) == begun
    assert begun or not run.parent.exists(), "what is no run is not left"
    states = [*run.glob("last*.safetensors")]
    assert not states or any(read_checkpoint(state) for state in states)
    fit(Request(spec, run=run, backend=backend, resume=begun), watcher)


def test_a_run_survives_a_disk_that_fails_while_it_goes_on(
    write: Write, silent: Any, tmp_path: Path
) -> None:
    spec = write("classes", *SHORT)
    whole = content(fit(Request(spec, run=tmp_path / "whole"), silent))
    run = tmp_path / "run"
    with failing(Disk(run, FAULTS["torn"], 30)), pytest.raises(TenetError):
        fit(Request(spec, run=run), silent)
    for number in range(1, 1000):
        fault = [*FAULTS.values()][number % 3]
        with failing(Disk(run, fault, number)) as disk, suppress(TenetError):
            fit(Request(spec, run=run, resume=True), silent)
        if len(disk.calls) < number:
            break

    assert number > 10
    assert content(run) == whole


FOLDS = (
    "random(train=60%, validation=20%, test=20%, stratify=species, seed=1)",
    "folds(2, seed=1)",
)
SWEEP = "\nsweep {\n    search   = grid\n    maximize = validation.accuracy\n    space {\n        rate = [1e-2]\n    }\n}\n"
COMMANDS: dict[str, tuple[str, ...]] = {
    "fmt": ("fmt", "ugly.tenet"),
    "fix": ("check", "--fix", "--unsafe", "mistaken.tenet"),
    "baseline": ("check", "--baseline", "known.json", "spec.tenet"),
    "compile": ("compile", "spec.tenet", "--to", "torch", "-o", "model.py"),
    "export": ("export", "run", "-o", "other.onnx"),
    "report": ("report", "run"),
    "predict": ("predict", "run/model.onnx", "rows.csv", "-o", "predicted.csv"),
    "folds": ("train", "folds.tenet", "--run", "folds"),
    "sweep": ("sweep", "sweep.tenet", "--run", "swept"),
}


@pytest.fixture
def here(write: Write, silent: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the commands need."""
    monkeypatch.chdir(tmp_path)
    text = write("classes", *SHORT).read_text()
    write("classes", *SHORT, ("epochs    = 2", "epochs    = 1"), FOLDS).rename("folds.tenet")
    swept = write(
        "classes", *SHORT, ("epochs    = 2", "epochs    = 1"), ("adamw(1e-2", "adamw(rate")
    )
    Path("sweep.tenet").write_text(f"param rate = 1e-2\n\n{swept.read_text()}{SWEEP}")
    Path("spec.tenet").write_text(text)
    Path("ugly.tenet").write_text(text.replace(" = ", "="))
    Path("mistaken.tenet").write_text(text.replace("softmax", "sofmax"))
    fit(Request(Path("spec.tenet"), run=Path("run")), silent)
    export(Path("run"))
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_survives_its_disk(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    words = COMMANDS[name]
    kept = saved(here)
    with failing(Disk(here)) as counted:
        code = tenet(words)
    printed, whole = capsys.readouterr(), saved(here)
    lives = name in {"folds", "sweep"}

    assert whole != kept
    for fault in FAULTS:
        for number in points(counted, fault, {"folds": 9, "sweep": 5, "report": 2}.get(name, 1)):
            restore(here, kept)
            with failing(Disk(here, FAULTS[fault], number)):
                assert tenet(words) == 1, (fault, number)
            told = "".join(capsys.readouterr())
            assert "error[FIL005]" in told or "error[RUN014]" in told
            assert "cannot write" in told
            again = words + ("--resume",) * lives
            assert tenet(again) == code
            assert capsys.readouterr().out == printed.out
            assert saved(here).keys() == whole.keys()


def saved(folder: Path) -> dict[Path, bytes]:
    """All files below a folder, but for those that were broken off."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if path.suffix != ".partial"}


def restore(folder: Path, kept: dict[Path, bytes]) -> None:
    """Effect: the folder holds just these files."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for path, held in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held)
