"""A sweep tries what the spec says, the same whenever it is asked, and goes on where it was ended."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tenet.cli.main import run
from tenet.elaborate.sweep import Stretch, SweepPlan
from tenet.policy.strategy import Grid, Random, Strategy, Tpe
from tenet.policy.sweep import Sweep
from tenet.train.request import Request
from tenet.train.sealing import read_sealed, write_sealed
from tenet.train.search import Tried, propose, written
from tenet.train.sweep import Swept, sweep

Write = Callable[..., Path]
SPACE: Mapping[str, Any] = {
    "width": ("4", "8", "16"),
    "rate": Stretch(1e-4, 1e-1, whole=False, log=True),
    "depth": Stretch(1, 5, whole=True, log=False),
    "share": Stretch(0.1, 0.5, whole=False, log=False),
}


def plan(search: Strategy, space: Mapping[str, Any] = SPACE) -> SweepPlan:
    return SweepPlan(Sweep(trials=30, search=search), space)


def rounds(search: Strategy, count: int = 30) -> list[Tried]:
    """Trials of which those are better whose rate is near 1e-2."""
    tried: list[Tried] = []
    for _ in range(count):
        choice = propose(plan(search), tried)
        tried.append(Tried(choice, abs(choice["rate"] - 1e-2) + (choice["depth"] == 5)))
    return tried


@pytest.mark.parametrize("search", [Random(seed=3), Tpe(seed=3)])
def test_what_is_tried_lies_in_the_space(search: Strategy) -> None:
    tried = rounds(search, 12)
    for trial in tried:
        told = written(plan(search), trial.choice)
        assert told["width"] in SPACE["width"]
        assert 1e-4 <= float(told["rate"]) <= 1e-1
        assert int(told["depth"]) in range(1, 6)
        assert 0.1 <= float(told["share"]) <= 0.5
    assert len({trial.choice["rate"] for trial in tried}) == 12
    assert [trial.choice for trial in rounds(search, 12)] == [trial.choice for trial in tried]


def test_what_was_good_is_tried_more_often() -> None:
    def near(search: Strategy) -> int:
        return sum(3e-3 < trial.choice["rate"] < 3e-2 for trial in rounds(search)[15:])

    assert near(Tpe(seed=1)) > near(Random(seed=1))


def test_a_grid_is_every_combination_once() -> None:
    space = {"a": ("1", "2"), "b": ("x", "y", "z")}
    tried: list[Tried] = []
    for _ in range(6):
        tried.append(Tried(propose(plan(Grid(), space), tried), 0.0))

    assert [[*written(plan(Grid(), space), t.choice).values()] for t in tried] == [
        ["1", "x"], ["1", "y"], ["1", "z"], ["2", "x"], ["2", "y"], ["2", "z"],
    ]  # fmt: skip


SWEPT = """
sweep {
    search   = grid
    minimize = validation.mae
    space {
        rate = [1e-2, 1e30, 0.1]
    }
}
"""


@pytest.fixture
def spec(write: Write) -> Path:
    """A spec whose second trial breaks away."""
    path = write(
        "numbers", ("sgd(0.05, momentum=0.9)", "sgd(rate)"), ("epochs    = 4", "epochs = 1")
    )
    path.write_text("param rate = 1e-2\n\n" + path.read_text() + SWEPT)
    return path


@pytest.mark.target
def test_a_sweep_goes_on_where_it_was_ended(
    spec: Path, tmp_path: Path, silent: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "swept"
    whole = sweep(Request(spec, run=folder), silent)
    values = [trial.value for trial in whole.trials]

    assert [trial.overrides["rate"] for trial in whole.trials] == ["1e-2", "1e30", "0.1"]
    assert values[1] is None
    assert whole.best is not None
    assert whole.best.value == min(value for value in values if value is not None)
    assert read_sealed(folder / "trial-1" / "metrics.json")["validation"]["mae"] == (values[0])

    record = read_sealed(folder / "sweep.json")
    write_sealed(folder / "sweep.json", {**record, "trials": record["trials"][:1]})
    shutil.rmtree(folder / "trial-3")
    again = sweep(Request(spec, run=folder, resume=True), silent)
    assert again == Swept(folder, "validation.mae", False, whole.trials)

    assert run(["sweep", str(spec), "--run", str(folder), "--resume"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split() == ["trial", "rate", "validation.mae"]
    assert "broke away" in shown[2]
    assert shown[1 + whole.trials.index(whole.best)].endswith("best")
