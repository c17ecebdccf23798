"""A table that is read in parts trains what the table trains when it is held."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.backends.engine import Backend
from tenet.train.batches import STRETCHES, shuffled_batches
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.request import Request

SPEC = """data {
    source = csv("rows.csv")
    x      = columns(["a", "b"]) -> impute(median) -> standardize
    kind   = column("kind") -> one_hot
    price  = columns(["price"]) -> standardize
    split  = random(train=60%, validation=20%, test=20%, seed=1)
}

network(x: f32[2], kind: f32[3]) -> estimate {
    estimate = (x, kind) -> concat -> dense(4) -> tanh -> dense(1)
}

train {
    loss       = mse(estimate, price)
    optimizer  = sgd(0.05, momentum=0.9)
    batch      = 8
    accumulate = 2
    epochs     = 2
}
"""


@given(
    count=st.integers(1, 300),
    buffer=st.integers(1, 400),
    size=st.integers(1, 20),
    seed=st.integers(0, 9),
)
def test_order(count: int, buffer: int, size: int, seed: int) -> None:
    """Each row comes once, among so many from so many places; a buffer for all of them is none."""
    rows = np.arange(count) * 3
    order = np.concatenate([*shuffled_batches(rows, size, seed, 2, buffer=buffer)])
    whole = np.concatenate([*shuffled_batches(rows, size, seed, 2)])
    length = max(1, buffer // STRETCHES)

    assert sorted(order) == [*rows]
    assert buffer < count or [*order] == [*whole]
    if buffer < count:
        first = order[: length * (STRETCHES - 1)] // 3 // length
        assert len({*first}) <= STRETCHES


@pytest.fixture(name="folder", scope="module")
def folder_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parted")
    draw = np.random.Generator(np.random.Philox(key=2))
    frame = pl.DataFrame(
        {
            "a": [None if x > 1 else float(x) for x in draw.normal(size=90)],
            "b": draw.normal(size=90),
            "kind": [["x", "y", "z"][k] for k in draw.integers(0, 3, 90)],
            "price": draw.normal(size=90),
        }
    )
    frame.write_csv(folder / "rows.csv")
    frame.write_parquet(folder / "rows.parquet", row_group_size=20)
    return folder


@pytest.mark.target
@pytest.mark.parametrize("backend", get_args(Backend))
def test_weights(folder: Path, backend: Backend) -> None:
    def trained(name: str, source: str) -> bytes:
        spec = folder / f"{backend}-{name}.tenet"
        spec.write_text(SPEC.replace('csv("rows.csv")', source), "utf-8")
        run = folder / f"{backend}-{name}"
        fit(Request(spec, run=run, backend=backend))
        assert set(evaluate(run)) == {"train", "validation", "test"}
        return (run / "last.safetensors").read_bytes()

    held = trained("held", 'csv("rows.csv")')
    enough = trained("enough", 'csv("rows.csv", buffer=90)')
    little = trained("little", 'csv("rows.csv", buffer=20)')
    typed = trained("typed", 'parquet("rows.parquet", buffer=20)')

    assert enough == held
    assert typed == little != held
