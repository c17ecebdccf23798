"""Rows that look at others: held to plain Python, and to what each part of a split may see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import savgol_filter

from tenet.data.applying import step_values
from tenet.data.around import numbers_of, whole_rows
from tenet.data.arrays import places
from tenet.data.clean.interpolate import interpolate
from tenet.data.cleaning.interpolate import Interpolate
from tenet.data.field import Content, FieldType
from tenet.data.load import Dataset, load
from tenet.data.pipeline import FittedField, Node, Pipeline
from tenet.data.steps.column import Column
from tenet.data.steps.rows import Rows, Smooth
from tenet.data.table import Table
from tenet.data.undo import undo
from tenet.diagnostics import TenetError
from tenet.elaborate.experiment import elaborate
from tenet.source import Source

GAPPY = st.lists(
    st.just(float("nan")) | st.floats(-100, 100).map(lambda x: round(x, 2)), min_size=1, max_size=30
)
NUMBERS = st.lists(st.floats(-100, 100).map(lambda x: round(x, 2)), min_size=1, max_size=30)


@given(values=GAPPY, width=st.integers(2, 6), centered=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_moving_mean_is_that_of_polars(values: list[float], width: int, centered: bool) -> None:
    made = step_values(Smooth(width=width, centered=centered), np.array(values))
    padded = width % 2 == 0 and centered  # polars puts the longer half before
    series = pl.Series(values, dtype=pl.Float64).fill_nan(None)
    theirs = series.rolling_mean(width, min_samples=1, center=centered)

    if not padded:
        np.testing.assert_allclose(made, theirs.fill_null(float("nan")).to_numpy(), atol=1e-9)
    for row, mean in enumerate(made.tolist()):
        before = (width - 1) // 2 if centered else width - 1
        around = [v for v in values[max(0, row - before) : row - before + width] if not np.isnan(v)]
        expected = sum(around) / len(around) if around else float("nan")
        assert mean == pytest.approx(expected, abs=1e-9, nan_ok=True)


@given(
    values=st.lists(st.floats(-100, 100).map(lambda x: round(x, 2)), min_size=12, max_size=30),
    half=st.integers(1, 5),
    order=st.integers(1, 3),
    gap=st.none() | st.integers(0, 11),
    centered=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_a_polynomial_is_that_of_scipy(
    values: list[float], half: int, order: int, gap: int | None, *, centered: bool
) -> None:
    width = 2 * half + 1
    order = min(order, width - 1)
    x = np.array(values)
    whole = savgol_filter(x, width, order, mode="interp", deriv=0)
    if gap is not None:
        x[gap] = np.nan
    step = Smooth(width=width, centered=centered, order=order)
    made = step_values(step, np.stack([x, -x], axis=1))
    before, after = step.around

    np.testing.assert_allclose(made[:, 0], -made[:, 1], atol=1e-7)
    for row, found in enumerate(made[:, 0]):
        places_ = np.arange(max(0, row - before), min(len(x), row + after + 1))
        there = places_[~np.isnan(x[places_])]
        if centered and len(there) == width:
            assert found == pytest.approx(whole[row], abs=1e-6)
        degree = min(order, len(there) - 1)
        expected = (
            np.polynomial.Polynomial.fit(there, x[there], degree)(row) if len(there) else np.nan
        )
        assert found == pytest.approx(expected, abs=1e-6, nan_ok=True)


@given(values=NUMBERS, first=st.integers(-4, 4), length=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_rows_are_those_around(values: list[float], first: int, length: int) -> None:
    step = Rows(first=first, last=first + length - 1)
    made = step_values(step, np.array(values))

    assert made.shape == (len(values), length)
    for row in range(max(0, -first), len(values) - max(0, step.last)):
        assert made[row].tolist() == values[row + first : row + step.last + 1]


@given(
    values=st.lists(st.none() | st.integers(-9, 9), min_size=2, max_size=25),
    limit=st.none() | st.integers(1, 4),
)
@settings(max_examples=60, deadline=None)
def test_gaps_are_filled_as_polars_fills_them(values: list[int | None], limit: int | None) -> None:
    series = pl.Series("a", [None if v is None else str(v) for v in values], dtype=pl.String)
    table = Table("rows.csv", pl.DataFrame({"a": series}), ("",), ",", "")
    made = interpolate(Interpolate(column="a", limit=limit), table).numbers("a").reshape(-1)
    theirs = pl.Series(values, dtype=pl.Float64).interpolate().to_numpy()
    gaps = pl.Series(values).is_null().rle_id().to_list()
    for row, value in enumerate(values):
        long = limit is not None and gaps.count(gaps[row]) > limit
        if value is None and long:
            assert np.isnan(made[row])
        else:
            assert made[row] == pytest.approx(theirs[row], nan_ok=True)


@given(data=st.data(), count=st.integers(8, 40), back=st.integers(1, 4), ahead=st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_no_part_is_judged_by_what_another_holds(
    data: st.DataObject, count: int, back: int, ahead: int
) -> None:
    part_of = np.array(data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count)))
    parts = {n: np.flatnonzero(part_of == i) for i, n in enumerate(("train", "validation", "test"))}
    nodes = (
        Node(Column(name="a", content="number"), (), (1,)),
        Node(Rows(first=1 - back, last=0), (0,), (back, 1)),
        Node(Rows(first=1, last=ahead), (0,), (ahead, 1)),
    )
    kind = FieldType(Content.NUMBER, ())
    pipeline = Pipeline(nodes, {"x": FittedField(1, kind), "y": FittedField(2, kind)}, {})
    found = whole_rows(pipeline, parts, np.zeros(count, np.int64))

    for number, rows in enumerate(found.values()):
        for row in rows:
            assert row >= back - 1
            assert (part_of[row + 1 : row + ahead + 1] == number).all()
            assert row + ahead < count
    used = sorted(int(row) for rows in found.values() for row in rows)
    assert used == [
        row
        for row in range(back - 1, count - ahead)
        if len(set(part_of[row + 1 : row + ahead + 1])) == 1
    ]


GROUPED = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.floats(-100, 100).map(lambda x: round(x, 2))),
    min_size=1,
    max_size=40,
)


@given(rows=GROUPED, first=st.integers(-3, 1), length=st.integers(1, 3), width=st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_groups_are_tables_of_their_own(
    rows: list[tuple[str, float]], first: int, length: int, width: int
) -> None:
    groups = np.array([[name] for name, _ in rows], object)
    x = np.array([value for _, value in rows])
    parts = {n: np.arange(i, len(x), 3) for i, n in enumerate(("train", "validation", "test"))}
    column = Node(Column(name="group", content="text"), (), (1,))
    for step in (Rows(first=first, last=first + length - 1), Smooth(width=width, centered=False)):
        made = step_values(step, x, groups)
        number = Node(Column(name="x", content="number"), (), (1,))
        fields = {"x": FittedField(2, FieldType(Content.NUMBER, ()))}
        pipeline = Pipeline((number, column, Node(step, (0, 1), (length, 1))), fields, {})
        found = whole_rows(pipeline, parts, numbers_of(groups))
        assert pipeline.group == column.step
        alone: dict[str, list[int]] = {name: [] for name in parts}
        for name in dict.fromkeys(groups[:, 0]):
            own = np.flatnonzero(groups[:, 0] == name)
            theirs = {n: np.flatnonzero(np.isin(own, r)) for n, r in parts.items()}
            whole = whole_rows(pipeline, theirs, np.zeros(len(own), np.int64))
            for part, kept in whole.items():
                alone[part] += own[kept].tolist()
            np.testing.assert_array_equal(made[own], step_values(step, x[own]))
        assert {n: r.tolist() for n, r in found.items()} == {n: sorted(r) for n, r in alone.items()}


STATIONS = """data {
    source  = csv("rows.csv")
    rows    = sort("week") -> interpolate("level", group="station", limit=1)
    level   = column("level")
    history = level -> smooth(2, centered=false, group="station") -> window(3, group="station")
    next    = level -> ahead(1..2, group="station")
    where   = column("station") -> one_hot
    split   = time("week", train=60%, validation=20%, test=20%)
}
"""


def test_stations_side_by_side_are_as_stations_one_by_one(tmp_path: Path) -> None:
    plan = elaborate(Source("spec.tenet", STATIONS)).experiment.data
    assert plan is not None
    rng = np.random.default_rng(3)
    weeks = {name: list(rng.permutation(30)) for name in ("3", "20", "100")}
    cells: list[tuple[int, str, object]] = [
        (int(week), name, "" if week == 4 and name == "20" else round(rng.normal(), 3))
        for name, own in weeks.items()
        for week in own
    ]

    def loaded(rows: Sequence[tuple[int, str, object]]) -> tuple[Dataset, list[int]]:
        lines = [f"2026-01-{week + 1:02},{name},{level}" for week, name, level in rows]
        (tmp_path / "rows.csv").write_text("\n".join(["week,station,level", *lines]))
        data = load(plan, tmp_path)
        order = sorted(range(len(rows)), key=lambda i: lines[i][:10])  # as `sort` does
        return data, [cells.index(rows[i]) for i in order]

    together, order = loaded(cells)
    seen: dict[str, list[int]] = {part: [] for part in together.parts}
    for name in weeks:
        alone, own = loaded([row for row in cells if row[1] == name])
        places_ = [order.index(cell) for cell in own]
        for field in ("history", "next"):
            theirs = places(together.fields[field])[places_]
            for part, rows in alone.parts.items():
                np.testing.assert_array_equal(theirs[rows], places(alone.fields[field])[rows])
                seen[part] += [places_[row] for row in rows] * (field == "next")
    assert {p: r.tolist() for p, r in together.parts.items()} == {
        p: sorted(r) for p, r in seen.items()
    }


@pytest.mark.parametrize(
    ("lines", "entry", "code", "words"),
    [
        (["1,a,1", "2,,2", "3,a,3"], 'window(2, group="b")', "TAB013", 'no value of "b" in row 2'),
        (["1,a,1", "2,a,2", "3,b,3"], 'window(3, group="b")', "TAB015", '2 rows of its "b" before'),
        (["1,a,1", "2,a,2", "3,b,"], "ahead(1)", "TAB010", 'column "c" has no value in row 3'),
    ],
)
def test_rows_that_cannot_be_looked_at(
    tmp_path: Path, lines: list[str], entry: str, code: str, words: str
) -> None:
    text = f'data {{\n source = csv("rows.csv")\n x = column("c") -> {entry}\n split = random(train=100%)\n}}'
    plan = elaborate(Source("spec.tenet", text)).experiment.data
    assert plan is not None
    (tmp_path / "rows.csv").write_text("\n".join(["a,b,c", *lines]))
    with pytest.raises(TenetError) as caught:
        load(plan, tmp_path)

    (found,) = caught.value.diagnostics
    assert found.rule.code == code
    assert words in found.message


SPEC = """data {
    source  = csv("rows.csv")
    rows    = sort("week") -> interpolate("level", limit=2)
    level   = column("level") -> standardize
    history = level -> window(3)
    next    = level -> ahead(1..2)
    split   = time("week", train=60%, validation=20%, test=20%)
}
"""


def test_a_forecast_learns_from_the_past_and_speaks_in_its_units(tmp_path: Path) -> None:
    levels = [10.0 + i % 7 for i in range(30)]
    rows = [f"2026-01-{i + 1:02},{'' if i == 4 else level}" for i, level in enumerate(levels)]
    (tmp_path / "rows.csv").write_text("\n".join(["week,level", *reversed(rows)]))
    plan = elaborate(Source("spec.tenet", SPEC)).experiment.data
    assert plan is not None
    data = load(plan, tmp_path)
    levels[4] = (levels[3] + levels[5]) / 2
    past, future = places(data.fields["history"]), places(data.fields["next"])
    raw = undo(data.pipeline, "next", future)

    assert {name: (rows[0], rows[-1]) for name, rows in data.parts.items()} == {
        "train": (2, 15),
        "validation": (17, 21),
        "test": (23, 27),
    }
    mean, std = np.mean(levels[:18]), np.std(levels[:18])
    for row in data.parts["train"]:
        np.testing.assert_allclose(raw[row], levels[row + 1 : row + 3], rtol=1e-6)
        expected = (np.array(levels[row - 2 : row + 1]) - mean) / std
        np.testing.assert_allclose(past[row], expected, atol=1e-6)
