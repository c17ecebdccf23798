"""A forecast for several stations in one table: each is predicted from its own past, in the order given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tenet.deploy.export import export
from tenet.deploy.predict import predict
from tenet.train.fit import fit
from tenet.train.request import Request

pytestmark = pytest.mark.target

SPEC = """data {
    source  = csv("rows.csv")
    rows    = sort("week")
    level   = column("level") -> standardize
    history = level -> window(3, group="station")
    next    = level -> ahead(1, group="station")
    split   = time("week", train=60%, validation=20%, test=20%)
}

network(history: f32[3]) -> forecast: f32 {
    forecast = history -> dense(1) -> reshape()
}

train {
    loss      = mse(forecast, next)
    optimizer = adam(1e-2)
    epochs    = 1
}
"""


def test_each_station_is_predicted_from_its_own_past(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    rows = pl.DataFrame(
        {
            "week": [*range(20)] * 2,
            "station": ["north"] * 20 + ["south"] * 20,
            "level": rng.normal(size=40).round(3),
        }
    )
    mixed = rows[rng.permutation(40)]
    mixed.write_csv(tmp_path / "rows.csv")
    (tmp_path / "spec.tenet").write_text(SPEC)
    model = export(fit(Request(tmp_path / "spec.tenet", run=tmp_path / "run")))

    def answers(given: pl.DataFrame) -> pl.DataFrame:
        given.write_csv(tmp_path / "given.csv")
        told = predict(model, tmp_path / "given.csv")
        return given.select("week", "station").with_columns(pl.read_csv(told.encode())["forecast"])

    together = answers(mixed).sort("station", "week")
    apart = pl.concat([answers(rows[:20]), answers(rows[20:])])

    assert together.equals(apart)
    assert together.filter(pl.col("forecast").is_null())["week"].to_list() == [0, 1, 0, 1]
