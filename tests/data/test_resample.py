"""Rows put onto a grid of times: held to what polars makes of them, and to what a spec makes of the result."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenet.data.clean.resample import resample
from tenet.data.cleaning.resample import Resample
from tenet.data.load import load
from tenet.data.table import Table
from tenet.elaborate.experiment import elaborate
from tenet.source import Source
from tenet.types.shape import Misfit

BEGUN = datetime(2023, 12, 27, 5, tzinfo=UTC).replace(tzinfo=None)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 60 * 24 * 40),
        st.sampled_from("ab"),
        st.none() | st.integers(-50, 50),
        st.none() | st.sampled_from("xyz"),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda row: row[0],
)
GRIDS = st.sampled_from(
    [({"minutes": 90}, "90m"), ({"hours": 6}, "6h"), ({"days": 1}, "1d"), ({"days": 7}, "1w"),
     ({"months": 1}, "1mo"), ({"months": 3}, "3mo")]
)  # fmt: skip
HOW = {
    "mean": pl.col("x").mean(),
    "sum": pl.when(pl.col("x").count() > 0).then(pl.col("x").sum()),
    "min": pl.col("x").min(),
    "max": pl.col("x").max(),
    "first": pl.col("x").drop_nulls().first(),
    "last": pl.col("x").drop_nulls().last(),
}


def table(frame: pl.DataFrame) -> Table:
    return Table("rows.csv", frame, ("", "NA"), ",", "")


@given(rows=ROWS, grid=GRIDS, how=st.sampled_from(list(HOW)), grouped=st.booleans())
@settings(max_examples=80, deadline=None)
def test_what_polars_makes_of_it(
    rows: list[tuple[int, str, int | None, str | None]],
    grid: tuple[dict[str, Any], str],
    how: Any,
    grouped: bool,  # drawn
) -> None:
    typed = pl.DataFrame(
        [(BEGUN + timedelta(minutes=at), *rest) for at, *rest in rows],
        schema={"time": pl.Datetime("us"), "g": pl.String, "x": pl.Float64, "t": pl.String},
        orient="row",
    )
    written = typed.with_columns(
        pl.col("time").dt.strftime("%Y-%m-%d %H:%M"), pl.col("x").cast(pl.String), pl.col("t")
    )
    by = "g" if grouped else None
    text = pl.col("t").drop_nulls().last() if how == "last" else pl.col("t").drop_nulls().first()
    theirs = (
        typed.sort("time")
        .group_by_dynamic("time", every=grid[1], group_by=by, start_by="window")
        .agg(HOW[how].alias("x"), text.alias("t"))
    )
    for given_ in (typed, written):
        made = resample(Resample(column="time", how=how, group=by, **grid[0]), table(given_))
        keys = ["time", "g"] if grouped else ["time"]
        times = made.frame["time"]
        if times.dtype == pl.String:
            times = times.str.to_datetime("%Y-%m-%d %H:%M", time_unit="us")
        found = made.frame.with_columns(times, pl.col("x").cast(pl.Float64)).select(*keys, "x", "t")
        both = found.join(theirs, on=keys, how="left", suffix="_theirs")

        assert found.select("time").equals(found.select("time").sort("time"))
        assert both["x"].fill_nan(None).round(9).equals(both["x_theirs"].round(9))
        if typed["t"].count():  # else they are no texts
            assert both["t"].equals(both["t_theirs"])
        assert found.height >= theirs.height
        assert theirs.join(found, on=keys, how="anti").is_empty()
        for _, own in found.group_by(keys[1:]) if grouped else [((), found)]:
            line = pl.datetime_range(
                own["time"][0], own["time"][-1], grid[1], time_unit="us", eager=True
            )
            assert own["time"].to_list() == line.to_list()


@given(
    times=st.lists(st.integers(-40, 40), min_size=1, max_size=20),
    every=st.integers(1, 7),
)
@settings(max_examples=40, deadline=None)
def test_numbers_are_times_too(times: list[int], every: int) -> None:
    frame = pl.DataFrame({"time": times, "x": [float(at) for at in times]})
    made = resample(Resample(column="time", every=float(every)), table(frame)).frame
    theirs = (
        frame.sort("time").group_by_dynamic("time", every=f"{every}i").agg(pl.col("x").mean())
    ).with_columns(pl.col("time").cast(pl.Float64))

    assert made.filter(pl.col("x").is_not_nan()).equals(theirs)
    assert np.diff(made["time"].to_numpy()) == pytest.approx(every)


def test_a_grid_finer_than_the_numbers_tell() -> None:
    frame = pl.DataFrame({"time": [0.3, 0.1, 0.6], "x": [3.0, 1.0, 6.0]})
    made = resample(Resample(column="time", every=0.1), table(frame)).frame

    assert made["time"].to_list() == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    np.testing.assert_array_equal(made["x"], [1, np.nan, 3, np.nan, np.nan, 6])


FORMS = [
    ("2026-03-01T18:05Z", "2026-03-01T18:00Z"),
    ("2026-03-01 18:05:59", "2026-03-01 18:00:00"),
    ("2026-03-01T18:05:59.25", "2026-03-01T18:00:00"),
    ("2026-03-01 18:05", "2026-03-01 18:00"),
]


@pytest.mark.parametrize(("written", "expected"), FORMS)
def test_times_are_written_as_they_were(written: str, expected: str) -> None:
    frame = pl.DataFrame({"time": [written], "x": ["1"]})

    assert resample(Resample(column="time", hours=2), table(frame)).frame["time"][0] == expected


def test_a_zone_is_kept() -> None:
    autumn = [datetime(2026, 10, 25, hour, 5, tzinfo=UTC) for hour in (0, 2)]  # an hour comes twice
    time = pl.Series("time", autumn, pl.Datetime("ms", "Europe/Berlin"))
    made = resample(Resample(column="time", hours=1), table(pl.DataFrame({"time": time})))

    assert made.frame["time"].dt.convert_time_zone("UTC").to_list() == [
        datetime(2026, 10, 25, hour, tzinfo=UTC) for hour in (0, 1, 2)
    ]
    assert made.frame["time"].dtype == time.dtype


WRONG: dict[str, tuple[list[Any], dict[str, Any], str]] = {
    "no length": ([1], {}, "is not told how long a stretch is"),
    "two lengths": ([1], {"hours": 1, "days": 1}, "is told `hours` and `days`"),
    "hours of numbers": ([1, 2], {"hours": 1}, 'but "time" holds numbers'),
    "numbers of times": (["2026-01-01"], {"every": 1.0}, "which holds texts"),
    "hours of days": (["2026-01-01"], {"hours": 1}, "do not tell"),
    "no time": (["2026-01-01", "5.1.2026"], {"days": 1}, 'finds "5.1.2026" in row 2'),
    "another form": (["2026-01-01 10:00", "2026-01-01"], {"days": 1}, "in row 2"),
    "nothing": (["2026-01-01", "NA"], {"days": 1}, 'no value of "time" in row 2'),
    "a slip": ([1, 10**9], {"every": 1.0}, "makes 1,000,000,000 rows of 2"),
}  # fmt: skip


@pytest.mark.parametrize(("times", "grid", "words"), WRONG.values(), ids=WRONG)
def test_what_is_no_grid(times: list[Any], grid: dict[str, Any], words: str) -> None:
    with pytest.raises(Misfit, match=words):
        resample(Resample(column="time", **grid), table(pl.DataFrame({"time": times})))


SPEC = """data {
    source = csv("rows.csv", missing=["NA"])
    rows   = resample("time", hours=1, group="room") -> interpolate("heat", group="room")
    past   = column("heat") -> window(3, group="room")
    next   = column("heat") -> ahead(1, group="room")
    split  = time("time", train=60%, validation=20%, test=20%)
}
"""


def test_a_spec_sees_the_grid(tmp_path: Path) -> None:
    lines = [
        f"2026-01-01 {minute // 60:02}:{minute % 60:02},{room},{'NA' if minute == 300 else minute}"
        for room, pace in (("east", 30), ("west", 60))
        for minute in range(0, 1200, pace)
        if minute // 60 != 7
    ]
    (tmp_path / "rows.csv").write_text("\n".join(["time,room,heat", *lines]))
    plan = elaborate(Source("spec.tenet", SPEC)).experiment.data
    assert plan is not None
    data = load(plan, tmp_path)

    assert data.rows == 2 * 20
    heat = np.asarray(data.columns["heat"]).reshape(20, 2)  # by the hour, both rooms
    hours = np.arange(20) * 60.0
    np.testing.assert_allclose(heat[:, 1], hours)
    expected = hours + 15
    expected[5] = 330  # of 300 and 330 one is missing
    expected[7] = (expected[6] + expected[8]) / 2
    np.testing.assert_allclose(heat[:, 0], expected)
    assert data.parts["train"].tolist() == list(range(4, 22))
