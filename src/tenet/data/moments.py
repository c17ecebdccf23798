"""Times in the cells of a table: read as microseconds since 1970, and written as they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from tenet.data.arrays import Indices
from tenet.data.table import Table
from tenet.types.shape import Misfit

SECOND = 1_000_000
UNITS = {"seconds": SECOND, "minutes": 60 * SECOND, "hours": 3600 * SECOND, "days": 86_400 * SECOND}
"""Microseconds of each unit that is always as long; months are not."""
FORMS = tuple(
    (f"%Y-%m-%d{joint}{clock}{zone}", step)
    for clock, step in (("%H:%M", UNITS["minutes"]), ("%H:%M:%S%.f", SECOND))
    for joint in (" ", "T")
    for zone in ("", "Z")
)
"""How times may be written, and the shortest time that can be told so."""
DAY = "%Y-%m-%d"
MONDAY = 4 * UNITS["days"]
"""The first of 1970, from which weeks are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """The times of a column.

    Attributes:
        times: microseconds since the beginning of 1970, of UTC where the column has a zone, i64 `[N]`.
        shortest: the shortest time that the column can tell.
        written: such times as cells of the column.
    """

    times: Indices
    shortest: int
    written: Callable[[Indices], pl.Series]


def moments(table: Table, name: str) -> Moments:
    """The times of a column, none of which is missing; raises Misfit for a cell that is no time, year first."""
    series = table.frame[name]
    if isinstance(series.dtype, pl.Date | pl.Datetime):
        return _typed(series)
    cells = series.cast(pl.String).str.strip_chars()
    form, shortest = _form(cells[0])
    read = _read(cells, form)
    wrong = read.is_null()
    if wrong.any():
        row = int(wrong.arg_max() or 0)
        raise Misfit(
            f'finds "{table.cell(name, row)}" in row {table.number(row):,} of "{name}", which is no time'
            f" ({int(wrong.sum()):,} of {table.rows:,} rows)",
            "write all times alike, year first, as 2026-11-23 or 2026-11-23 18:05, or as numbers",
        )

    def written(times: Indices) -> pl.Series:
        return _as_times(times).dt.strftime(form.replace("%.f", ""))

    return Moments(read.to_physical().to_numpy().astype(np.int64), shortest, written)


def _typed(series: pl.Series) -> Moments:
    dtype = series.dtype
    zone = dtype.time_zone if isinstance(dtype, pl.Datetime) else None
    plain = (
        series if zone is None else series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    )
    times = plain.cast(pl.Datetime("us")).to_physical().to_numpy().astype(np.int64)

    def written(times: Indices) -> pl.Series:
        made = _as_times(times)
        if zone is not None:
            made = made.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        return made.cast(dtype)

    return Moments(times, UNITS["days"] if dtype == pl.Date else SECOND, written)


def _form(cell: str) -> tuple[str, int]:
    """How a cell is written, and the shortest time that can be told so; days, if it is no time at all."""
    one = pl.Series([cell], dtype=pl.String)
    found = ((form, step) for form, step in FORMS if not _read(one, form).is_null().any())
    return next(found, (DAY, UNITS["days"]))


def _read(cells: pl.Series, form: str) -> pl.Series:
    if form == DAY:
        return cells.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    return cells.str.to_datetime(form, strict=False, time_unit="us", time_zone=None)


def _as_times(times: Indices) -> pl.Series:
    return pl.Series(times, dtype=pl.Int64).cast(pl.Datetime("us"))


# ── stretches ────────────────────────────────────────────────────────────────────────────────


def stretches(times: Indices, unit: str, count: int) -> Indices:
    """The number of the stretch of so many units that each time is in.

    >>> stretches(np.array([0, MONDAY, MONDAY + UNITS["days"]]), "days", 7).tolist()
    [-1, 0, 0]
    """
    if unit != "months":
        return (times - MONDAY) // (UNITS[unit] * count)
    told = _as_times(times)
    return np.asarray(12 * told.dt.year().cast(pl.Int64) + told.dt.month() - 1) // count


def beginnings(numbers: Indices, unit: str, count: int) -> Indices:
    """When stretches begin."""
    if unit != "months":
        return MONDAY + numbers * UNITS[unit] * count
    months = (numbers * count - 12 * 1970).astype("datetime64[M]")
    return months.astype("datetime64[us]").astype(np.int64)
