"""Dates as days, and where days lie in years, weeks and days."""

from __future__ import annotations

from typing import Literal

from tenet.data.step import Step

Part = Literal["day_of_year", "day_of_week", "time_of_day"]


class Date(Step):
    """Texts as f64 days since 1970-01-01; NaN where one is missing, or is no date of this format."""

    outside = True
    holds = "number"

    format: str
    """How dates are written."""

    @property
    def needs(self) -> str:
        """Dates."""
        return f'dates such as "{self.format}"'


class Calendar(Step):
    """Days since 1970-01-01 as the share of a year, week or day that has gone by, in 0..1."""

    part: Part
    """Of which, in the Gregorian calendar; weeks begin on Monday."""
