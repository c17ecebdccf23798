"""Whole numbers among numbers."""

from __future__ import annotations

from tenet.data.step import Step

MOST = 2**53
"""Up to here a float64 holds each whole number."""


class Whole(Step):
    """The number, if it is a whole one that a float64 tells from its neighbours; else NaN."""

    @property
    def needs(self) -> str:
        """Which numbers stay."""
        return f"whole numbers of at most {MOST:,}"
