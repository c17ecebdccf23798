"""Cross-validation: a run for each fold, statistics of its own training rows, means and spreads."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import fmean, stdev

import numpy as np
import pytest

import tenet
from tenet.data.load import load
from tenet.elaborate.experiment import elaborate
from tenet.source import Source
from tenet.train.folds import fit_all
from tenet.train.request import Request
from tenet.train.run import open_run

SPEC = """data {
    source = csv("rows.csv")
    x      = columns(["a", "b"]) -> standardize
    label  = column("label") -> categories
    split  = folds(3, stratify=label, test=20%, seed=2)
}

network(x) -> chance {
    chance = x -> dense(data.label.classes) -> softmax
}

train {
    loss      = cross_entropy(chance, label)
    optimizer = adamw(1e-2)
    epochs    = 2
    metrics   = [accuracy]
}
"""


@pytest.fixture(name="spec")
def spec_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rows = np.random.default_rng(0).normal(3, 2, (40, 2)).round(3).tolist()
    lines = ["a,b,label", *(f"{a},{b},{'ab'[i % 2]}" for i, (a, b) in enumerate(rows))]
    (tmp_path / "rows.csv").write_text("\n".join(lines))
    (tmp_path / "spec.tenet").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return Path("spec.tenet")


def test_each_row_is_judged_once_and_teaches_no_scale_where_it_is_judged(spec: Path) -> None:
    plan = elaborate(Source(str(spec), SPEC)).sound().data
    assert plan is not None
    folds = [load(plan, spec.parent, training) for training in range(3)]
    judged = np.concatenate([fold.parts["validation"] for fold in folds])
    tests = [fold.parts["test"].tolist() for fold in folds]

    assert sorted([*judged.tolist(), *tests[0]]) == list(range(40))
    assert tests == [tests[0]] * 3
    for fold in folds:
        assert set(fold.parts["train"]) == set(range(40)) - set(fold.parts["validation"]) - set(
            tests[0]
        )
        x = fold.fields["x"]
        assert isinstance(x, np.ndarray)
        np.testing.assert_allclose(x[fold.parts["train"]].mean(axis=0), 0, atol=1e-6)


@pytest.mark.target
def test_folds_are_runs_with_a_mean_and_a_spread(spec: Path) -> None:
    folder = tenet.train(spec)
    runs = [folder / f"fold-{n}" for n in (1, 2, 3)]
    each = [json.loads((run / "metrics.json").read_bytes())["validation"]["loss"] for run in runs]
    whole = json.loads((folder / "metrics.json").read_bytes())

    assert whole["validation"]["loss"] == pytest.approx(fmean(each))
    assert whole["validation"]["loss.spread"] == pytest.approx(stdev(each))
    assert [open_run(run).record.training for run in runs] == [0, 1, 2]


@pytest.mark.target
def test_folds_that_were_broken_off_go_on(spec: Path) -> None:
    whole = fit_all(Request(spec, run=Path("whole")))
    broken = fit_all(Request(spec, run=Path("broken")))
    for name in ("metrics.json", "fold-2/metrics.json"):
        (broken / name).unlink()
    for file in (broken / "fold-3").iterdir():
        file.unlink()
    fit_all(Request(spec, run=broken, resume=True))

    for name in ("metrics.json", "fold-2/best.safetensors", "fold-3/best.safetensors"):
        assert (broken / name).read_bytes() == (whole / name).read_bytes(), name
