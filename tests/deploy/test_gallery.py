"""The gallery's specs, whole: trained on either backend to what was promised, exported, proved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

from tenet.deploy.export import certificate_path, export
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.request import Request

ROOT = Path(__file__).parents[2]
WANTED = {"digits": 0.97, "penguins": 0.95}


@pytest.mark.target
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["torch", "jax"])
@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_spec_reaches_its_accuracy(
    name: str, backend: Literal["torch", "jax"], tmp_path: Path
) -> None:
    spec = ROOT / "specs" / f"{name}.tenet"
    run = fit(Request(spec, backend=backend, run=tmp_path / "run"))
    metrics = json.loads((run / "metrics.json").read_text())
    other: Literal["torch", "jax"] = "jax" if backend == "torch" else "torch"
    elsewhere = evaluate(run, "test", other)

    assert metrics["test"]["accuracy"] >= WANTED[name]
    assert elsewhere["test"]["accuracy"] == metrics["test"]["accuracy"]
    assert elsewhere["test"]["loss"] == pytest.approx(metrics["test"]["loss"], rel=1e-4)
    assert json.loads(certificate_path(export(run)).read_text())["verdict"] == "passed"
