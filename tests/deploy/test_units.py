"""However a target is scaled, it is predicted, judged and exported in its own units."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import polars as pl
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from tests.deploy.conftest import write_rows

from tenet.backends.engine import BACKENDS, Backend
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


SCALED = {
    "plain": 'column("price")',
    "standard": 'column("price") -> standardize',
    "bounded": 'column("price") -> min_max',
    "robust": 'column("price") -> robust_scale',
    "said": 'column("price") -> scale(-1..1, from=-1000..5000)',
    "whole": 'column("price") -> impute(median) -> standardize -> min_max',
    "logs": 'column("price") -> log -> standardize',
    "more": 'column("price") -> log1p -> min_max',
    "pair": 'columns(["price", "a2"]) -> standardize',
}
"""Fields that hold the same column, each scaled in a way of its own; the last holds two columns."""
MEASURED = {"mae": mean_absolute_error, "rmse": root_mean_squared_error, "r2": r2_score}


def spec_of_all() -> str:
    """A network with an output for each field, and every metric of each."""
    fields = "\n".join(f"    {name} = {text}" for name, text in SCALED.items())
    outputs = ", ".join(f"of_{name}" for name in SCALED)
    heads = "\n".join(
        f"    of_{name} = h -> dense({2 if name == 'pair' else 1})"
        + ("" if name == "pair" else " -> squeeze")
        for name in SCALED
    )
    losses = " + ".join(
        f"1e-6 * mse(of_{n}, {n})" if n == "plain" else f"mse(of_{n}, {n})" for n in SCALED
    )
    metrics = "\n".join(
        f"        {name}_{metric} = {metric}(of_{name}, {name})"
        for name in SCALED
        for metric in MEASURED
    )
    return f"""data {{
    source = csv("rows.csv")
    x = columns(["a", "b"]) -> impute(median) -> standardize
{fields}
    split = random(train=60%, validation=20%, test=20%, seed=1)
}}
network(x: f32[2]) -> {outputs} {{
    h = x -> dense(8) -> tanh
{heads}
}}
train {{
    loss = {losses}
    optimizer = adam(1e-2)
    batch = 16
    epochs = 3
    metrics {{
{metrics}
    }}
}}
"""


def raw_answers(model: Path, frame: pl.DataFrame) -> dict[str, Any]:
    """What ONNX Runtime gives for columns as the file has them."""
    session = ort.InferenceSession(model.read_bytes(), providers=["CPUExecutionProvider"])
    names = [value.name for value in session.get_outputs()]
    given = {
        value.name: frame[value.name].cast(pl.Float64).to_numpy()[:, None]
        for value in session.get_inputs()
    }
    return dict(zip(names, session.run(None, given), strict=True))


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_scaling_is_undone_alike_wherever_it_is_read(
    tmp_path: Path, backend: Backend
) -> None:
    write_rows(tmp_path / "rows.csv")
    frame = pl.read_csv(tmp_path / "rows.csv").with_columns(a2=1000 - 3 * pl.col("price"))
    frame.write_csv(tmp_path / "rows.csv")
    (tmp_path / "spec.tenet").write_text(spec_of_all())
    run = fit(Request(tmp_path / "spec.tenet", run=tmp_path / "run", backend=backend))
    model = export(run)
    predicted = pl.read_csv(io.StringIO(predict(model, tmp_path / "rows.csv")))
    exported, judged = raw_answers(model, frame), evaluate(run)
    kept = json.loads((run / "metrics.json").read_text())
    parts = open_run(run).prepared().dataset.parts

    for name in SCALED:
        columns = ["price", "a2"] if name == "pair" else ["price"]
        truth = frame[columns].to_numpy()
        ours = predicted[[c for c in predicted.columns if c.startswith(f"of_{name}")]].to_numpy()
        theirs = exported[f"of_{name}"].reshape(truth.shape)
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)
        for part, rows in parts.items():
            for metric, measure in MEASURED.items():
                told = judged[part][f"{name}_{metric}"]
                assert told == pytest.approx(measure(truth[rows], ours[rows]), rel=1e-4, abs=1e-5)
                if part == "test":
                    assert told == pytest.approx(kept[part][f"{name}_{metric}"], rel=1e-6)
