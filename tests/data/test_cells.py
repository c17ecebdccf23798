"""What single transforms make of cells, against polars, scikit-learn and Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.preprocessing import KBinsDiscretizer

from tenet.data.applying import apply, step_values
from tenet.data.arrays import Array, Ragged, Values
from tenet.data.fitted import Given
from tenet.data.fitting import fit
from tenet.data.implementation import implementation
from tenet.data.plan import DataPlan
from tenet.data.steps.calendar import Calendar
from tenet.data.steps.calendar import Date as DateStep
from tenet.data.steps.gaps import FillForward, Interpolate
from tenet.data.table import Table
from tenet.data.transforms.boolean import SPELT, Boolean
from tenet.data.transforms.bucketize import Bucketize
from tenet.data.transforms.clip_outliers import ClipOutliers
from tenet.data.transforms.column import Column, Columns
from tenet.data.transforms.hash import Hash
from tenet.data.transforms.impute import Impute
from tenet.data.transforms.reshape import Reshape
from tenet.data.transforms.standardize import Standardize
from tenet.data.transforms.text import Replace
from tenet.data.undo import undo

Planner = Callable[..., DataPlan]
MAYBE = st.none() | st.floats(-1e6, 1e6)
NUMBERS = st.lists(MAYBE, min_size=2, max_size=12).filter(
    lambda found: any(x is not None for x in found)
)


def made(
    plan_of: Planner, cells: Sequence[Any], *stages: Any, known: Sequence[int] | None = None
) -> Array:
    """One column through some stages, fitted on some rows, or on all."""
    text = ["" if cell is None else str(cell) for cell in cells]
    table = Table("rows.csv", pl.DataFrame({"x": text}), ("",), ",", "")
    kind: Any = "text" if any(isinstance(cell, str) for cell in cells) else "number"
    plan = plan_of({"x": (Column(name="x", type=kind), *stages)})
    rows = np.arange(len(cells)) if known is None else np.array(known)
    found: Values = apply(
        fit(plan, table, rows), {"x": table.raw("x", plan.stages[0].type.content)}
    )["x"]
    assert not isinstance(found, Ragged)
    return found


def series(cells: Sequence[float | None]) -> pl.Series:
    return pl.Series(cells, dtype=pl.Float64)


@given(cells=NUMBERS)
def test_outliers_by_quartiles_and_deviations(plan_of: Planner, cells: list[float | None]) -> None:
    x = series(cells)
    low, high = x.quantile(0.25, "linear"), x.quantile(0.75, "linear")
    mean, std = float(np.nanmean(x.to_numpy())), float(np.nanstd(x.to_numpy()))
    assert low is not None
    assert high is not None
    reach = 1.5 * (high - low)
    by_iqr = x.clip(low - reach, high + reach).to_numpy()
    by_z = x.clip(mean - 2 * std, mean + 2 * std).to_numpy()

    room: dict[str, Any] = {"rtol": 1e-6, "atol": 1e-3}
    np.testing.assert_allclose(made(plan_of, cells, ClipOutliers(iqr=1.5)), by_iqr, **room)
    np.testing.assert_allclose(made(plan_of, cells, ClipOutliers(z=2)), by_z, **room)


@given(cells=NUMBERS)
def test_an_indicator_says_what_was_missing(plan_of: Planner, cells: list[float | None]) -> None:
    x = series(cells)
    found = made(plan_of, cells, Impute(value="median", indicator=True))
    filled = x.fill_null(x.median()).to_numpy()

    np.testing.assert_allclose(found[:, 0], filled.astype(np.float32))
    np.testing.assert_array_equal(found[:, 1], x.is_null().to_numpy())


ROWS = st.lists(st.lists(MAYBE, min_size=1, max_size=6), min_size=1, max_size=5)


@given(rows=ROWS)
def test_gaps_are_filled_along_a_sequence(rows: list[list[float | None]]) -> None:
    flat = [x for row in rows for x in row]
    frame = pl.DataFrame({"row": [i for i, row in enumerate(rows) for _ in row], "x": series(flat)})
    x = Ragged(series(flat).to_numpy().reshape(-1, 1), np.array([len(row) for row in rows]))
    forward = frame.select(pl.col("x").forward_fill().over("row"))["x"].to_numpy()
    line = frame.select(pl.col("x").interpolate().over("row"))["x"].to_numpy()

    for step, expected in ((FillForward(), forward), (Interpolate(), line)):
        found: Values = step_values(step, x)
        assert isinstance(found, Ragged)
        np.testing.assert_allclose(found.places[:, 0], expected, rtol=1e-9, atol=1e-6)


def test_texts_are_filled_forward() -> None:
    x = Ragged(np.array(["", "a", "", "", "b"], dtype=object), np.array([3, 2]))
    found: Values = step_values(FillForward(), x)
    assert isinstance(found, Ragged)

    assert found.places.tolist() == ["", "a", "a", "", "b"]


SPREAD = st.lists(st.integers(-999, 999).map(float), min_size=4, max_size=20, unique=True)


@given(cells=SPREAD, count=st.integers(2, 4))
def test_intervals_are_those_of_scikit_learn(
    plan_of: Planner, cells: list[float], count: int
) -> None:
    assume(count != 3 or (len(cells) - 1) % 3)  # an edge on a number is a matter of rounding
    theirs = KBinsDiscretizer(
        count, encode="ordinal", quantile_method="linear", subsample=None
    ).fit_transform(np.array(cells).reshape(-1, 1))

    assert made(plan_of, cells, Bucketize(edges=count)).tolist() == theirs[:, 0].tolist()
    assert made(plan_of, [1.0, 2.0, 3.0], Bucketize(edges=(2.0, 2.5))).tolist() == [0, 1, 2]


@pytest.mark.parametrize("word", SPELT["true"] + SPELT["false"])
def test_yes_and_no(plan_of: Planner, word: str) -> None:
    assert made(plan_of, [word, "yes", "no"], Boolean()).tolist() == [word in SPELT["true"], 1, 0]


@given(texts=st.lists(st.text(min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=5))
def test_hashes_and_replacements(texts: list[str]) -> None:
    x = np.array(texts, dtype=object)
    number = [
        int.from_bytes(blake2b(t.encode(), digest_size=8).digest(), "big") % 10 for t in texts
    ]
    hashed = _steps(Hash(buckets=10), x)
    replaced = _steps(Replace(old="a", new="xy"), x)

    assert hashed.tolist() == number
    assert replaced.tolist() == ["xy".join(text.split("a")) for text in texts]


def _steps(stage: Any, x: Array) -> Array:
    fitted = implementation("tenet.data.fit", stage.term())(
        stage, Given((_type(),), (lambda: iter((x,)),))
    )
    for step in fitted.steps:
        x = step_values(step, x)
    return x


def _type() -> Any:
    return Column(name="x", type="text").result()


BEGIN = datetime.fromisoformat("1970-01-01")
WHEN = st.datetimes(BEGIN.replace(year=1700), BEGIN.replace(year=2300))


@given(moments=st.lists(WHEN.map(lambda t: t.replace(microsecond=0)), min_size=1, max_size=6))
def test_dates_are_days(moments: list[datetime]) -> None:
    form = "%d.%m.%Y %H:%M:%S"
    x = np.array([*(t.strftime(form) for t in moments), "", "31.02.2020 00:00:00"], dtype=object)
    days = step_values(DateStep(format=form), x)
    told = [(t - BEGIN) / timedelta(days=1) for t in moments]
    year = step_values(Calendar(part="day_of_year"), days[:-2])
    begins = [BEGIN.replace(year=t.year) for t in moments]
    lasts = [BEGIN.replace(year=t.year + 1) - b for t, b in zip(moments, begins, strict=True)]
    gone = [(t - b) / last for t, b, last in zip(moments, begins, lasts, strict=True)]
    week = step_values(Calendar(part="day_of_week"), days[:-2])
    time = step_values(Calendar(part="time_of_day"), days[:-2])
    clock = [t.hour * 3600 + t.minute * 60 + t.second for t in moments]

    np.testing.assert_allclose(days[:-2], told, rtol=1e-12)
    assert np.isnan(days[-2:]).all()
    np.testing.assert_allclose(year, gone, atol=1e-9)
    np.testing.assert_allclose(np.floor(week * 7 + 1e-6), [t.weekday() for t in moments])
    np.testing.assert_allclose(time * 86400, clock, atol=1e-4)


def test_channels_have_means_of_their_own(plan_of: Planner) -> None:
    cells = np.random.default_rng(2).normal([[1, 1, 50, 50]], [[1, 2, 9, 9]], (40, 4))
    frame = pl.DataFrame(
        {name: [repr(v) for v in cells[:, i].tolist()] for i, name in enumerate("abcd")}
    )
    table = Table("rows.csv", frame, ("",), ",", "")
    stages = (Columns(pattern="*"), Reshape(sizes=(2, 1, 2)), Standardize(per="channel"))
    pipeline = fit(plan_of({"x": stages}), table, np.arange(40))
    found = apply(pipeline, {name: table.numbers(name) for name in "abcd"})["x"]
    assert not isinstance(found, Ragged)
    image = cells.reshape(40, 2, 1, 2)
    mean, std = (of(image, axis=(0, 2, 3), keepdims=True) for of in (np.mean, np.std))

    np.testing.assert_allclose(found, (image - mean) / std, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(undo(pipeline, "x", found), image, rtol=1e-5)
