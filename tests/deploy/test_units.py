"""A target whose logarithm is learnt is predicted, judged and exported in its own units."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.deploy.conftest import write_rows

from tenet.deploy.export import certificate_path, export
from tenet.deploy.predict import predict
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.request import Request
from tenet.train.run import open_run

pytestmark = pytest.mark.target

SPEC = """data {
    source = csv("rows.csv")
    x      = columns(["a", "b"]) -> impute(median, indicator=true) -> standardize
    price  = column("price") -> log -> standardize
    split  = random(train=60%, validation=20%, test=20%, seed=1)
}

network(x: f32[4]) -> answer {
    answer = x -> dense(8) -> tanh -> dense(1) -> reshape()
}

train {
    loss      = mse(answer, price)
    optimizer = adam(1e-2)
    batch     = 16
    epochs    = 2
    metrics   = [mae]
}
"""


def test_a_logarithm_is_undone(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.csv")
    (tmp_path / "spec.tenet").write_text(SPEC)
    run = fit(Request(tmp_path / "spec.tenet", run=tmp_path / "run"))
    model = export(run)
    told = csv.DictReader(io.StringIO(predict(model, tmp_path / "rows.csv")))
    given = np.array([float(row["answer"]) for row in told])
    price = pl.read_csv(tmp_path / "rows.csv")["price"].to_numpy()
    judged = evaluate(run)

    assert json.loads(certificate_path(model).read_text())["verdict"] == "passed"
    assert (given > 0).all()
    for part, rows in open_run(run).prepared().dataset.parts.items():
        apart = np.abs(given - price)[rows].mean()
        assert judged[part]["mae"] == pytest.approx(apart, rel=1e-4)
