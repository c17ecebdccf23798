"""Dates as days, and where days lie in years, weeks and days, in numpy."""

from __future__ import annotations

import numpy as np
import polars as pl

from tenet.data.arrays import Array
from tenet.data.formulas import PARTS
from tenet.data.steps.calendar import Calendar, Date

MICROSECONDS = 86_400_000_000
"""So many are a day."""


def date(step: Date, x: Array) -> Array:
    """As polars reads them; a format without a time of day begins the day."""
    cells = pl.Series(x.reshape(-1).tolist(), dtype=pl.String)
    timed = any(sign in step.format for sign in ("%H", "%I", "%M", "%S", "%T", "%R", "%s"))
    kind = pl.Datetime("us") if timed else pl.Date
    read = cells.str.strptime(kind, step.format, strict=False)
    days = read.cast(pl.Datetime("us")).cast(pl.Int64).cast(pl.Float64).to_numpy() / MICROSECONDS
    found: Array = days.astype(np.float64).reshape(x.shape)
    return found


def calendar(step: Calendar, x: Array) -> Array:
    """By the formula that ONNX has too."""
    found: Array = PARTS[step.part](x, np)
    return found
